import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

/**
 * Checkout: choices bring up to date what depends on them (contracts, sellers, prices,
 * stock, limits), and an order is sent once.
 */
export class Checkout extends Interaction {
    static selector = ".b2b-checkout-form";
    dynamicContent = {
        _root: { "t-on-change": this.onChange, "t-on-submit": this.onSubmit },
    };

    setup() {
        this.abort = null;
    }

    /** The server decides; the last choice wins, whatever was asked before. */
    async onChange(ev) {
        if (!ev.target.closest(".b2b-refresh")) {
            return;
        }
        this.abort?.abort();
        const abort = (this.abort = new AbortController());
        const data = new FormData(this.el);
        data.set("refresh", "1");
        this.setBusy(true);
        try {
            const answer = await this.waitFor(
                fetch(this.el.action, { method: "POST", body: data, signal: abort.signal })
            );
            const text = await this.waitFor(answer.text());
            if (abort === this.abort) {
                this.replace(new DOMParser().parseFromString(text, "text/html"));
            }
        } catch (error) {
            if (error.name !== "AbortError") {
                // The page works without it: what was chosen is checked when it is sent.
                this.setBusy(false);
            }
        }
    }

    replace(page) {
        const focused = document.activeElement;
        for (const el of this.el.querySelectorAll(".b2b-refresh")) {
            const fresh = page.querySelector(`.b2b-refresh[data-part="${el.dataset.part}"]`);
            if (!fresh) {
                // A session that has ended, an empty cart: the page itself says what.
                window.location.reload();
                return;
            }
            el.replaceChildren(...fresh.childNodes);
        }
        const selector = focused?.id
            ? `#${focused.id}`
            : focused?.name && `[name="${focused.name}"][value="${focused.value}"]`;
        if (selector && !focused.isConnected) {
            this.el.querySelector(selector)?.focus();
        }
        this.setBusy(false);
    }

    setBusy(isBusy) {
        this.el.querySelector(".b2b-place").disabled = isBusy;
        this.el.querySelector("[data-part=pay]").setAttribute("aria-busy", isBusy);
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
