import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

/** Asks once before a form does what cannot be undone, and says what will happen. */
export class ConfirmForm extends Interaction {
    static selector = "form[data-confirm]";
    dynamicContent = {
        _root: { "t-on-submit": this.onSubmit },
    };

    onSubmit(ev) {
        if (!window.confirm(this.el.dataset.confirm)) {
            ev.preventDefault();
        }
    }
}

registry.category("public.interactions").add("b2b_portal.confirm", ConfirmForm);
