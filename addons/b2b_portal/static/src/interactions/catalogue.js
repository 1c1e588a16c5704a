import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

import { addToCart, errorText, showProblem, updateBadges } from "./utils";

/**
 * The order form: type a quantity, Enter adds it and goes to the next row. Arrows move
 * between rows, Esc empties the field.
 */
export class Catalogue extends Interaction {
    static selector = ".b2b-row[data-product-id]";
    static selectorHas = ".b2b-qty-input";
    dynamicContent = {
        ".b2b-qty-input": { "t-on-keydown": this.onKeydown },
        ".b2b-add": { "t-on-click.prevent": this.locked(this.add, true) },
    };

    get input() {
        return this.el.querySelector(".b2b-qty-input");
    }

    onKeydown(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            // The next row at once; a problem of this one shows where it arose.
            this.add();
            this.focusRow(1);
        } else if (ev.key === "ArrowDown" || ev.key === "ArrowUp") {
            ev.preventDefault();
            const step = ev.key === "ArrowDown" ? 1 : -1;
            if (!this.focusCell(step, 0)) {
                this.focusRow(step);
            }
        } else if (ev.key === "ArrowLeft" || ev.key === "ArrowRight") {
            // Inside a figure the arrows move between its digits.
            const { value, selectionStart, selectionEnd } = this.input;
            const isWhole = selectionEnd - selectionStart === value.length;
            const atEnd = ev.key === "ArrowLeft" ? !selectionEnd : selectionStart === value.length;
            const step = ev.key === "ArrowLeft" ? -1 : 1;
            if ((isWhole || atEnd) && this.focusCell(0, step)) {
                ev.preventDefault();
            }
        } else if (ev.key === "Escape") {
            this.input.value = "";
            showProblem(this.el, "");
        }
    }

    /** Adds what is typed; an empty field means the least quantity there is. */
    async add() {
        const { min, step } = this.input.dataset;
        const quantity = this.input.value.trim() || min || step;
        let data;
        try {
            data = await this.waitFor(addToCart(parseInt(this.el.dataset.productId), quantity));
        } catch (error) {
            showProblem(this.el, errorText(error));
            return;
        }
        const { row } = data;
        showProblem(this.el, row.problem || row.warning, !row.problem);
        if (row.problem) {
            return;
        }
        this.input.value = "";
        const note = this.el.querySelector(".b2b-in-cart");
        note.classList.remove("d-none");
        note.querySelector(".b2b-num").textContent = row.quantity_text;
        this.el.classList.remove("b2b-flash");
        void this.el.offsetWidth; // restarts the animation
        this.el.classList.add("b2b-flash");
        updateBadges(data);
    }

    /** Moves inside the matrix of variants; a place without a field is passed over. */
    focusCell(down, right) {
        const cellEl = this.el.closest(".b2b-matrix td");
        if (!cellEl) {
            return false;
        }
        const rowEls = [...cellEl.closest("tbody").rows];
        let row = rowEls.indexOf(cellEl.parentElement) + down;
        let column = cellEl.cellIndex + right;
        while (rowEls[row]?.cells[column]) {
            const inputEl = rowEls[row].cells[column].querySelector(".b2b-qty-input");
            if (inputEl) {
                inputEl.focus();
                inputEl.select();
                return true;
            }
            row += down;
            column += right;
        }
        return false;
    }

    focusRow(step) {
        const inputs = [...document.querySelectorAll(".b2b-row .b2b-qty-input")];
        const next = inputs[inputs.indexOf(this.input) + step];
        next?.focus();
        next?.select();
    }
}

registry.category("public.interactions").add("b2b_portal.catalogue", Catalogue);
