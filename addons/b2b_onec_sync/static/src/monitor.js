import { onMounted, onWillUnmount } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";
import { ListController } from "@web/views/list/list_controller";
import { listView } from "@web/views/list/list_view";

// How often an open page of exchanges looks again, ms.
const EVERY = 4000;

/** Reload the page while somebody looks at it and changes nothing. */
function useRefresh(controller, isBusy) {
    let timer;
    let going = false;
    onMounted(() => {
        timer = setInterval(async () => {
            if (going || document.visibilityState !== "visible" || isBusy()) {
                return;
            }
            going = true;
            try {
                await controller.model.load();
            } finally {
                going = false;
            }
        }, EVERY);
    });
    onWillUnmount(() => clearInterval(timer));
}

export class MonitorListController extends ListController {
    setup() {
        super.setup();
        useRefresh(this, () => this.model.root.selection.length);
    }
}

export class MonitorFormController extends FormController {
    setup() {
        super.setup();
        useRefresh(this, () => this.model.root.data.state === "done");
    }
}

registry.category("views").add("onec_monitor_list", {
    ...listView,
    Controller: MonitorListController,
});
registry.category("views").add("onec_monitor_form", {
    ...formView,
    Controller: MonitorFormController,
});
