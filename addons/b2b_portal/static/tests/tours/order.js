import { registry } from "@web/core/registry";

/** A buyer types quantities in the catalogue, places the order, asks for the invoice. */
registry.category("web_tour.tours").add("b2b_portal_order", {
    url: "/shop",
    steps: () => [
        {
            content: "The catalogue is a table with own prices",
            trigger: ".b2b-catalogue .b2b-row:contains('VAZ-1') .b2b-price",
        },
        {
            content: "Type a quantity",
            trigger: ".b2b-catalogue .b2b-row:contains('VAZ-1') .b2b-qty-input",
            run: "edit 3 && press Enter",
        },
        {
            trigger: ".b2b-row:contains('VAZ-1') .b2b-in-cart:not(.d-none):contains('3')",
        },
        {
            content: "Enter led to the next row; a button adds as well",
            trigger: ".b2b-catalogue .b2b-row:contains('SVE-1') .b2b-add",
            run: "click",
        },
        {
            trigger: ".b2b-row:contains('SVE-1') .b2b-in-cart:not(.d-none)",
        },
        {
            trigger: ".b2b-side a[href='/shop/cart']:contains('2')",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Change a quantity without reloading",
            trigger: ".b2b-cart .b2b-row:contains('VAZ-1') .b2b-qty-input",
            run: "edit 4 && press Enter",
        },
        {
            trigger: ".b2b-cart .b2b-row:contains('VAZ-1') .b2b-line-total:contains('400')",
        },
        {
            trigger: "a.b2b-checkout",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "#client_order_ref",
            run: "edit PO-77",
        },
        {
            trigger: ".b2b-place",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The order page says until when the goods are held",
            trigger: ".b2b-note.b2b-tone-done",
        },
        {
            trigger: ".b2b-invoice-make",
            run: "click",
        },
        {
            content: "Progress is shown without reloading the page",
            trigger: ".b2b-invoice-progress:not(.d-none)",
        },
    ],
});

/** Ten lines by the keyboard alone: a quantity, Enter, the next row; then the order. */
registry.category("web_tour.tours").add("b2b_portal_ten_lines", {
    url: "/shop?search=TEN",
    steps: () => [
        {
            content: "The search found the ten goods by the beginning of their articles",
            trigger: ".b2b-catalogue .b2b-row:contains('TEN-10')",
        },
        ...Array.from({ length: 10 }, (_, index) => ({
            trigger: `.b2b-catalogue .b2b-row:contains('TEN-1${index}') .b2b-qty-input`,
            run: `edit ${index + 1} && press Enter`,
        })),
        {
            trigger: ".b2b-row:contains('TEN-19') .b2b-in-cart:not(.d-none)",
        },
        {
            trigger: ".b2b-side a[href='/shop/cart']:contains('10')",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "a.b2b-checkout",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".b2b-place",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".b2b-note.b2b-tone-done",
        },
    ],
});

/** Quick order: type-ahead with a mistake, pasted rows, a row that stays. */
registry.category("web_tour.tours").add("b2b_portal_quick_order", {
    url: "/my/quick-order",
    steps: () => [
        {
            trigger: "#quick_search",
            run: "edit свечя",
        },
        {
            trigger: "#quick_found [role=option]:contains('SVE-1')",
        },
        {
            content: "Enter takes the first one, its least quantity is offered",
            trigger: "#quick_search",
            run: "press Enter",
        },
        {
            trigger: "#quick_quantity:focus",
            run: "edit 2 && press Enter",
        },
        {
            trigger: ".b2b-quick-table tr:contains('SVE-1')",
        },
        {
            trigger: "#quick_lines",
            run({ anchor }) {
                anchor.value = "VAZ-1;7\nNONE-1;1"; // two lines at once, as pasted
            },
        },
        {
            trigger: ".b2b-quick-read",
            run: "click",
        },
        {
            content: "Sold by six: the nearest quantity is offered",
            trigger: ".b2b-quick-table tr.b2b-quick-bad:contains('VAZ-1') button:contains('12')",
            run: "click",
        },
        {
            trigger: ".b2b-quick-table tr:not(.b2b-quick-bad):contains('VAZ-1')",
        },
        {
            trigger: ".b2b-quick-send [data-target=cart]",
            run: "click",
        },
        {
            content: "What could not go stays with its reason",
            trigger: ".b2b-quick-note:not(.d-none) a[href='/shop/cart']",
        },
        {
            trigger: ".b2b-quick-table tr.b2b-quick-bad:contains('NONE-1')",
        },
    ],
});

/** A director finds the waiting order on the home page and approves it. */
registry.category("web_tour.tours").add("b2b_portal_approve", {
    url: "/my",
    steps: () => [
        {
            content: "What needs attention comes first",
            trigger: ".b2b-attention .b2b-matter.b2b-tone-need",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".b2b-orders .b2b-row-link",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "#decide_note",
            run: "edit Хорошо",
        },
        {
            trigger: ".b2b-decide .btn-primary",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".b2b-title .b2b-status .fa-credit-card",
        },
    ],
});
