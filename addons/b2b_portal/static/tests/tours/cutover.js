import { registry } from "@web/core/registry";

const LIST = [
    "Партнёр;Наименование;ИНН;КПП;Контактное лицо;E-mail",
    "Лавка;ООО Лавка;7736207543;770401001;Пётр Новиков;petr@lavka.example",
    "Лавка;ИП Новиков;500100732259;;;",
    "Ромашка Юг;ООО Ромашка Юг;7707083893;230801001;;",
].join("\n");

/** The administrator brings a list: check, decide what is doubtful, take over, invite. */
registry.category("web_tour.tours").add("b2b_portal_cutover", {
    url: "/odoo/action-b2b_portal.action_cutover",
    steps: () => [
        {
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=name] input",
            run: "edit Партнёры из 1С",
        },
        {
            content: "The list is chosen as a file",
            trigger: ".o_field_widget[name=file]",
            run({ anchor }) {
                const inputEl = anchor.querySelector("input[type=file]");
                const transfer = new DataTransfer();
                transfer.items.add(new File([LIST], "partners.csv", { type: "text/csv" }));
                inputEl.files = transfer.files;
                inputEl.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        {
            trigger: ".o_field_widget[name=file]:has(a, input:value(partners.csv))",
        },
        {
            trigger: ".o_field_widget[name=tier_id] input",
            run: "edit Мелкий опт",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains('Мелкий опт')",
            run: "click",
        },
        {
            trigger: "button[name=action_check]",
            run: "click",
        },
        {
            content: "A dry run: one row is doubtful, its ИНН is here with another КПП",
            trigger: "button.oe_stat_button[name]:has(.fa-question-circle):contains('1')",
            run: "click",
        },
        {
            trigger: ".o_data_row:contains('Ромашка Юг') td[name=decision]",
            run: "click",
        },
        {
            trigger: ".o_data_row td[name=contractor_id] input:value(Ромашка)",
        },
        {
            trigger: ".o_data_row td[name=decision] input, .o_data_row td[name=decision] select",
            run: "click",
        },
        {
            content: "A branch of the contractor that is here",
            trigger: ".o_select_menu_item:contains('Entity of the contractor'), .o_select_menu_item:contains('Юрлицо')",
            run: "click",
        },
        {
            trigger: ".o_list_button_save",
            run: "click",
        },
        {
            trigger: ".breadcrumb-item:contains('Партнёры из 1С') a, .o_back_button a",
            run: "click",
        },
        {
            trigger: "button[name=action_apply]",
            run: "click",
        },
        {
            trigger: ".modal .btn-primary",
            run: "click",
        },
        {
            trigger: ".o_statusbar_status .o_arrow_button_current[data-value=done]",
        },
        {
            trigger: "button[name=action_invite]",
            run: "click",
        },
        {
            trigger: ".modal .btn-primary",
            run: "click",
        },
        {
            trigger: ".o_notification",
        },
    ],
});
