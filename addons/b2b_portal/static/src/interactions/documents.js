import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

/** The mark in the head of a table marks all rows. */
export class MarkAll extends Interaction {
    static selector = ".b2b-marks-form";
    dynamicContent = {
        ".b2b-mark-all": { "t-on-change": this.onChange },
    };

    onChange(ev) {
        for (const el of this.el.querySelectorAll("tbody input[type=checkbox]")) {
            el.checked = ev.currentTarget.checked;
        }
    }
}

/** Fields that belong to a kind of document stand there for that kind only. */
export class FieldsOfKind extends Interaction {
    static selector = ".b2b-send";
    dynamicContent = {
        ".b2b-send-kind": { "t-on-change": this.show },
    };

    start() {
        this.show();
    }

    show() {
        const kind = this.el.querySelector(".b2b-send-kind").value;
        for (const el of this.el.querySelectorAll("[data-kinds]")) {
            el.classList.toggle("d-none", !el.dataset.kinds.split(" ").includes(kind));
        }
    }
}

registry.category("public.interactions").add("b2b_portal.mark_all", MarkAll);
registry.category("public.interactions").add("b2b_portal.fields_of_kind", FieldsOfKind);
