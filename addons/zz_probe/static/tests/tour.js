/** @odoo-module **/
import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

registry.category("web_tour.tours").add("zz_probe_shop", {
    steps: () => [{ trigger: "#wrapwrap" }],
});
registry.category("web_tour.tours").add("zz_probe_backend", {
    steps: () => [stepUtils.showAppsMenuItem(), { trigger: ".o_app, .o_menu_toggle" }],
});
