import { Interaction } from "@web/public/interaction";
import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";

import { addQuantity, errorText, parseQuantity, showProblem, updateBadges } from "./utils";

/** The cart: quantities, comments and removal, without reloading the page. */
export class Cart extends Interaction {
    static selector = ".b2b-cart";
    dynamicContent = {
        ".b2b-qty-input": {
            "t-on-change": this.onChange,
            "t-on-keydown": this.onKeydown,
        },
        ".b2b-less": { "t-on-click.prevent": (ev) => this.step(ev, -1) },
        ".b2b-more-qty": { "t-on-click.prevent": (ev) => this.step(ev, 1) },
        ".b2b-remove": { "t-on-click.prevent": this.onRemove },
        ".b2b-comment-input": { "t-on-change": this.onComment },
    };

    setup() {
        this.sendSoon = this.debounced((rowEl) => this.send(rowEl), 400);
    }

    onKeydown(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            ev.currentTarget.blur();
        }
    }

    onChange(ev) {
        this.send(ev.currentTarget.closest(".b2b-row"));
    }

    step(ev, sign) {
        const rowEl = ev.currentTarget.closest(".b2b-row");
        const inputEl = rowEl.querySelector(".b2b-qty-input");
        const step = parseFloat(inputEl.dataset.step) || 1;
        const quantity = addQuantity(parseQuantity(inputEl.value) || 0, sign * step);
        if (quantity <= 0) {
            return;
        }
        inputEl.value = String(quantity).replace(".", ",");
        this.sendSoon(rowEl);
    }

    onRemove(ev) {
        this.send(ev.currentTarget.closest(".b2b-row"), "0");
    }

    async onComment(ev) {
        const rowEl = ev.currentTarget.closest(".b2b-row");
        const inputEl = ev.currentTarget;
        try {
            await this.waitFor(
                rpc("/shop/cart/comment", {
                    line_id: parseInt(rowEl.dataset.lineId),
                    comment: inputEl.value,
                    seen: inputEl.defaultValue,
                })
            );
            inputEl.defaultValue = inputEl.value;
        } catch (error) {
            showProblem(rowEl, errorText(error));
        }
    }

    async send(rowEl, quantity) {
        const inputEl = rowEl.querySelector(".b2b-qty-input");
        const data = await this.waitFor(
            rpc("/shop/cart/update", {
                line_id: parseInt(rowEl.dataset.lineId),
                quantity: quantity ?? inputEl.value,
                seen: this.seen(),
            }).catch((error) => ({ error }))
        );
        if (data.error) {
            showProblem(rowEl, errorText(data.error));
            return;
        }
        showProblem(rowEl, data.problem);
        this.showElsewhere(data.elsewhere);
        if (data.problem) {
            if (data.stale) {
                // Seen now: pressing Enter once more sets what was typed.
                rowEl.dataset.quantity = data.line.quantity;
            }
            inputEl.select();
            return;
        }
        if (!data.line) {
            const next = rowEl.nextElementSibling || rowEl.previousElementSibling;
            rowEl.remove();
            if (!next) {
                window.location.reload();
                return;
            }
            next.querySelector(".b2b-qty-input").focus();
        } else {
            inputEl.value = data.line.quantity.replace(".", ",");
            rowEl.dataset.quantity = data.line.quantity;
            rowEl.querySelector(".b2b-line-price").textContent = data.line.price;
            rowEl.querySelector(".b2b-line-total").textContent = data.line.total;
        }
        for (const name of ["untaxed", "tax", "total"]) {
            this.el.querySelector(`.b2b-amount-${name}`).textContent = data[`amount_${name}`];
        }
        updateBadges(data);
    }

    /** What the page shows: a change that rests on an old figure is refused. */
    seen() {
        const rows = [...this.el.querySelectorAll(".b2b-row[data-line-id]")];
        return Object.fromEntries(
            rows.map((rowEl) => [rowEl.dataset.lineId, parseFloat(rowEl.dataset.quantity)])
        );
    }

    /** Tells what another window did to the other lines of this cart. */
    showElsewhere(messages) {
        if (!messages?.length) {
            return;
        }
        const noteEl = this.el.querySelector(".b2b-elsewhere");
        noteEl.classList.remove("d-none");
        noteEl.querySelector("ul").replaceChildren(
            ...messages.map((message) => {
                const itemEl = document.createElement("li");
                itemEl.textContent = message;
                return itemEl;
            })
        );
    }
}

registry.category("public.interactions").add("b2b_portal.cart", Cart);
