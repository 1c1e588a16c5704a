import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

/** Checkout: contracts follow the legal entity, and an order is sent once. */
export class Checkout extends Interaction {
    static selector = ".b2b-checkout-form";
    dynamicContent = {
        "[name=b2b_entity_id]": { "t-on-change": this.filterContracts },
        _root: { "t-on-submit": this.onSubmit },
    };

    setup() {
        this.contractEl = this.el.querySelector("[name=b2b_contract_id]");
    }

    start() {
        this.filterContracts();
    }

    filterContracts() {
        if (!this.contractEl) {
            return;
        }
        const entityId = this.el.querySelector("[name=b2b_entity_id]").value;
        const options = [...this.contractEl.options];
        for (const option of options) {
            option.hidden = option.disabled = option.dataset.entity !== entityId;
        }
        const own = options.filter((option) => !option.disabled);
        if (this.contractEl.selectedOptions[0]?.disabled || !this.contractEl.value) {
            this.contractEl.value = own[0]?.value ?? "";
        }
        this.contractEl.classList.toggle("d-none", !own.length);
        this.el.querySelector(".b2b-no-contract").classList.toggle("d-none", Boolean(own.length));
    }

    onSubmit() {
        // The button stays readable: what is pressed says that it works.
        const buttonEl = this.el.querySelector(".b2b-place");
        buttonEl.disabled = true;
        const spinnerEl = document.createElement("span");
        spinnerEl.className = "spinner-border spinner-border-sm me-2";
        buttonEl.prepend(spinnerEl);
    }
}

registry.category("public.interactions").add("b2b_portal.checkout", Checkout);
