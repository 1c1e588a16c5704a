import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

/** Requisites: the length of the ИНН says who it is; a sole trader has no КПП. */
export class Requisites extends Interaction {
    static selector = "form.b2b-requisites";
    dynamicContent = {
        "[name=vat]": { "t-on-input": this.followVat },
        "[name=legal_form], [name=b2b_legal_form]": { "t-on-change": this.toggleKpp },
    };

    start() {
        this.toggleKpp();
        // The first marked field is where the person goes on.
        this.el.querySelector(".is-invalid")?.focus();
    }

    forms() {
        return [...this.el.querySelectorAll("[name=legal_form], [name=b2b_legal_form]")];
    }

    followVat(ev) {
        const digits = ev.target.value.replace(/\D/g, "").length;
        const value = { 10: "company", 12: "sole" }[digits];
        const optionEl = this.forms().find((el) => el.value === value);
        const chosen = this.forms().find((el) => el.checked)?.value;
        if (optionEl && chosen !== "individual") {
            optionEl.checked = true;
            this.toggleKpp();
        }
    }

    toggleKpp() {
        const kppEl = this.el.querySelector("[name=kpp], [name=b2b_kpp]");
        const chosen = this.forms().find((el) => el.checked)?.value;
        kppEl?.closest("[class*=col-]").classList.toggle("d-none", chosen === "sole");
        if (kppEl && chosen === "sole") {
            kppEl.value = "";
        }
    }
}

registry.category("public.interactions").add("b2b_portal.requisites", Requisites);
