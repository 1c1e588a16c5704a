import { rpc } from "@web/core/network/rpc";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

/**
 * The page of a quote: every figure is saved when it is left, and the server answers
 * with all the figures that follow from it. Enter and the arrows walk down a column.
 */
export class Offer extends Interaction {
    static selector = ".b2b-offer[data-editable='1']";
    dynamicContent = {
        "[data-change]": { "t-on-change": (ev) => this.save(ev.currentTarget) },
        ".b2b-cell": {
            "t-on-focus": (ev) => ev.currentTarget.select(),
            "t-on-keydown": (ev) => this.onKeydown(ev),
        },
    };

    setup() {
        this.url = `/my/offers/${this.el.dataset.offer}/update`;
        this.status = this.el.querySelector(".b2b-offer-saved");
        // Changes go one after another: the answer to the last one is the truth.
        this.queue = Promise.resolve();
    }

    save(field) {
        const line = field.closest("[data-line]");
        const change = {
            change: field.dataset.change,
            value: field.type === "checkbox" ? field.checked : field.value,
            line_id: line ? parseInt(line.dataset.line) : null,
        };
        if (["markup_all", "discount_all", "total"].includes(change.change)) {
            if (!field.value.trim()) {
                return;
            }
            field.value = "";
        }
        this.queue = this.queue.then(() => this.send(field, change));
        return this.waitFor(this.queue);
    }

    async send(field, change) {
        this.tell(_t("Saving…"));
        let answer;
        try {
            answer = await rpc(this.url, change, { silent: true });
        } catch {
            field.classList.add("is-invalid");
            this.tell(_t("Not saved: check the connection and repeat."), true);
            return;
        }
        field.classList.toggle("is-invalid", Boolean(answer.error));
        this.show(answer.figures, answer.error ? field : null);
        this.tell(answer.error || answer.warning || _t("Saved"), Boolean(answer.error));
        if (change.change === "customer_id" && !answer.error) {
            // The letter and the discounts belong to the new customer.
            window.location.reload();
        }
    }

    show(figures, wrongField) {
        for (const [id, line] of Object.entries(figures.lines)) {
            const row = this.el.querySelector(`[data-line="${id}"]`);
            if (!row) {
                continue;
            }
            for (const cell of row.querySelectorAll("[data-figure]")) {
                const text = line[cell.dataset.figure];
                if (cell.tagName !== "INPUT") {
                    cell.textContent = text;
                } else if (cell !== wrongField && cell !== document.activeElement) {
                    cell.value = text;
                    cell.classList.remove("is-invalid");
                } else if (cell !== wrongField) {
                    // Somebody types there: take over the figure, keep the caret.
                    if (!this.isDirty(cell)) {
                        cell.value = text;
                        cell.select();
                    }
                }
                if (cell.tagName === "INPUT") {
                    cell.defaultValue = text;
                }
            }
            row.querySelector("[data-figure='margin']").classList.toggle(
                "text-danger",
                line.loss
            );
        }
        for (const cell of this.el.querySelectorAll("[data-total]")) {
            cell.textContent = figures[cell.dataset.total];
        }
        this.el
            .querySelector("[data-total='margin']")
            .classList.toggle("text-danger", figures.loss);
        const total = this.el.querySelector("[data-change='total']");
        if (total) {
            total.placeholder = figures.total;
        }
    }

    isDirty(cell) {
        return cell.value !== cell.defaultValue;
    }

    tell(text, isError) {
        this.status.textContent = text;
        this.status.classList.toggle("text-danger", Boolean(isError));
    }

    onKeydown(ev) {
        const steps = { Enter: ev.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 };
        const step = steps[ev.key];
        if (!step) {
            return;
        }
        ev.preventDefault();
        const cell = ev.currentTarget;
        const column = [
            ...this.el.querySelectorAll(`.b2b-cell[data-change="${cell.dataset.change}"]`),
        ];
        const next = column[column.indexOf(cell) + step];
        if (next) {
            next.focus();
        } else {
            cell.blur();
        }
    }
}

/** What stands around the rows: the letter, the link, questions before deleting. */
export class OfferPage extends Interaction {
    static selector = ".b2b-page-offers, .b2b-page-customers";
    dynamicContent = {
        ".b2b-offer-copy": { "t-on-click": (ev) => this.copy(ev.currentTarget) },
        "[data-b2b-confirm]": { "t-on-click": (ev) => this.confirm(ev) },
        ".b2b-offer-letter": { "t-on-submit": (ev) => this.busy(ev.currentTarget) },
    };

    start() {
        const modal = this.el.querySelector("#offer_send[data-open]");
        if (modal) {
            window.Modal.getOrCreateInstance(modal).show();
        }
    }

    async copy(button) {
        const label = button.querySelector("span");
        try {
            await this.waitFor(navigator.clipboard.writeText(button.dataset.url));
            label.textContent = _t("Copied");
        } catch {
            // Without https the browser keeps the clipboard to itself.
            window.prompt(_t("Copy the link:"), button.dataset.url);
        }
    }

    confirm(ev) {
        if (!window.confirm(ev.currentTarget.dataset.b2bConfirm)) {
            ev.preventDefault();
        }
    }

    /** Making the PDF takes a second or two: one press is enough. */
    busy(form) {
        const button = form.querySelector("button[type='submit']");
        button.disabled = true;
        button.querySelector("i").className = "fa fa-spinner fa-spin me-2";
    }
}

registry.category("public.interactions").add("b2b_quotes.offer", Offer);
registry.category("public.interactions").add("b2b_quotes.offer_page", OfferPage);
