import { Interaction } from "@web/public/interaction";
import { _t } from "@web/core/l10n/translation";
import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";

// First answers come fast, a queue may last: ask often, then less.
const FIRST_DELAY = 300;
const LAST_DELAY = 8000;

/** «Сформировать счёт»: asks for the invoice and follows it until it is here. */
export class InvoiceButton extends Interaction {
    static selector = ".b2b-invoice";
    dynamicContent = {
        ".b2b-invoice-make": { "t-on-click.prevent": this.locked(this.request) },
    };

    start() {
        if (["requested", "pending"].includes(this.el.dataset.state)) {
            this.follow(parseInt(this.el.dataset.documentId));
        }
    }

    async request() {
        this.show({ state: "requested" });
        const answer = await this.waitFor(
            rpc(`/my/orders/${this.el.dataset.orderId}/invoice`).catch((error) => ({
                state: "failed",
                message: error.data?.message || error.message,
            }))
        );
        this.show(answer);
        if (["requested", "pending"].includes(answer.state)) {
            this.follow(answer.id);
        }
    }

    async follow(documentId) {
        let delay = FIRST_DELAY;
        while (!this.isDestroyed) {
            await this.waitForTimeoutPromise(delay);
            const answer = await this.waitFor(
                // A lost connection is no reason to give up: the invoice goes on.
                rpc(`/my/documents/${documentId}/state`).catch(() => null)
            );
            if (answer) {
                this.show(answer);
                if (!["requested", "pending"].includes(answer.state)) {
                    if (answer.state === "ready" && this.el.dataset.state === "failed") {
                        // It may be one that the page shows already, or lists below.
                        window.location.reload();
                    }
                    return;
                }
            }
            delay = Math.min(delay * 1.4, LAST_DELAY);
        }
    }

    waitForTimeoutPromise(delay) {
        return new Promise((resolve) => this.waitForTimeout(resolve, delay));
    }

    /** Shows one of four faces: the button, progress, the invoice, what went wrong. */
    show(answer) {
        const is = (...states) => states.includes(answer.state);
        this.toggle(".b2b-invoice-make", is("none", "failed"));
        this.toggle(".b2b-invoice-progress", is("requested", "pending"));
        this.toggle(".b2b-invoice-link", is("ready"));
        this.toggle(".b2b-invoice-error", is("failed"));
        const set = (name, text) => {
            this.el.querySelector(`.b2b-invoice-${name}`).textContent = text || "";
        };
        if (is("requested", "pending")) {
            set("text", answer.message || _t("The invoice is being made in 1С…"));
        } else if (is("failed")) {
            set("error-text", answer.message || _t("The invoice could not be made."));
        } else if (is("ready")) {
            set("name", answer.name);
            set("date", answer.date);
            set("amount", answer.amount);
            const linkEl = this.el.querySelector(".b2b-invoice-link");
            if (answer.url) {
                linkEl.href = answer.url;
            } else {
                linkEl.removeAttribute("href");
            }
        }
    }

    toggle(selector, visible) {
        this.el.querySelector(selector)?.classList.toggle("d-none", !visible);
    }
}

registry.category("public.interactions").add("b2b_portal.invoice", InvoiceButton);
