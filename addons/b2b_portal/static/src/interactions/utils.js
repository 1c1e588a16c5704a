/** Shows the number of cart lines wherever the menu has it. */
export function updateBadges(data) {
    for (const el of document.querySelectorAll('[data-b2b-badge="cart"], .my_cart_quantity')) {
        el.textContent = data.cart_quantity;
        el.classList.toggle("d-none", !data.cart_quantity);
    }
}

/** Writes a message under a row; an empty one hides it. */
export function showProblem(rowEl, message, isWarning = false) {
    const el = rowEl.querySelector(".b2b-row-problem");
    el.textContent = message || "";
    el.classList.toggle("d-none", !message);
    el.classList.toggle("b2b-warning", Boolean(message) && isWarning);
}

/** A quantity as people type it: comma or point, spaces between thousands. */
export function parseQuantity(text) {
    return parseFloat(String(text).replace(/[\s\u00a0]/g, "").replace(",", "."));
}

/** Sum of two decimal quantities without the noise of binary fractions. */
export function addQuantity(quantity, step) {
    return Math.max(0, Math.round((quantity + step) * 1000) / 1000);
}
