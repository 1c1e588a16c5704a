import { rpc } from "@web/core/network/rpc";

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

const pending = [];
let isSending = false;

/**
 * Adds a row to the cart. Rows typed faster than the server answers go together in the
 * next request: one request at a time never conflicts with itself.
 *
 * @param {number} productId
 * @param {string} quantity as typed
 * @returns {Promise<Object>} figures of the cart, with the ``row`` of this product
 */
export function addToCart(productId, quantity) {
    return new Promise((resolve, reject) => {
        pending.push({ productId, quantity, resolve, reject });
        sendPending();
    });
}

async function sendPending() {
    if (isSending) {
        return;
    }
    isSending = true;
    while (pending.length) {
        const batch = pending.splice(0);
        try {
            const data = await rpc("/shop/cart/add_lines", {
                lines: batch.map(({ productId, quantity }) => [productId, quantity]),
            });
            for (const { productId, resolve } of batch) {
                resolve({ ...data, row: data.rows.find((row) => row.product_id === productId) });
            }
        } catch (error) {
            batch.forEach(({ reject }) => reject(error));
        }
    }
    isSending = false;
}

/** What went wrong, in words for the person. */
export function errorText(error) {
    return error.data?.message || error.message;
}
