import { registry } from "@web/core/registry";

/** A visitor finds goods of the showcase and asks a shop of the city for them. */
registry.category("web_tour.tours").add("b2b_portal_retail_visitor", {
    url: "/shop",
    steps: () => [
        {
            content: "A guest sees no price, and where to buy one piece",
            trigger: ".oe_product:contains('Ваза') a.oe_product_image_link:not(:visible), .oe_product:contains('Ваза') .o_wsale_products_item_title a",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "button[formaction='/retail/goods']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The goods are in the request",
            trigger: "[name^='qty_']",
            run: "edit 3",
        },
        {
            trigger: "#field_city",
            run: "edit Тула",
        },
        {
            content: "Choosing a city sends nothing",
            trigger: "button[value=city]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "What was typed is still there; only shops of the city are offered",
            trigger: ".b2b-choice:contains('Ромашка') input",
            run: "click",
        },
        {
            trigger: "body:not(:has(.b2b-choice:contains('Василёк')))",
        },
        {
            content: "Something is forgotten: the message stands at its field",
            trigger: "form[action='/retail/request'] button.btn-primary",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "#error_contact_name",
        },
        {
            trigger: "[name=contact_name]",
            run: "edit Анна",
        },
        {
            trigger: "[name=email]",
            run: "edit anna@example.com",
        },
        {
            trigger: "[name=consent]",
            run: "click",
        },
        {
            trigger: "[name^='qty_']:value(3)",
        },
        {
            trigger: "form[action='/retail/request'] button.btn-primary",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The page that the visitor comes back to",
            trigger: ".b2b-note.b2b-tone-done",
        },
        {
            trigger: ".b2b-list:contains('Ваза')",
        },
    ],
});

/** An employee of the shop takes the request and answers it. */
registry.category("web_tour.tours").add("b2b_portal_retail_shop", {
    url: "/my",
    steps: () => [
        {
            trigger: ".b2b-side a[href='/my/requests']:contains('1')",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".b2b-orders .b2b-row-link",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Contacts are shown to whoever takes it",
            trigger: "form[action$='/accept'] button",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "a[href='mailto:anna@example.com']",
        },
        {
            trigger: "#answer_text",
            run: "edit Есть три, приходите до субботы",
        },
        {
            trigger: "#answer_amount",
            run: "edit 4500",
        },
        {
            trigger: "form[action$='/answer'] button.btn-primary",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "#answer_given",
        },
        {
            trigger: "button[formaction$='/sold']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".b2b-title .b2b-status.b2b-tone-done",
        },
    ],
});
