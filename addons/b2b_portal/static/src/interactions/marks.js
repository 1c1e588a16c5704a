import { Interaction } from "@web/public/interaction";
import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";

import { errorText, showProblem } from "./utils";

const ICONS = { favourite: "fa-heart", stock: "fa-bell", price: "fa-bell" };

/** Marks of a product: favourite, tell me when it arrives, tell me about its price. */
export class Marks extends Interaction {
    static selector = ".b2b-marks";
    dynamicContent = {
        ".b2b-mark": { "t-on-click.prevent": this.locked(this.toggle) },
    };

    async toggle(ev) {
        const buttonEl = ev.currentTarget;
        const rowEl = this.el.closest(".b2b-row");
        const { mark } = buttonEl.dataset;
        const product_id = parseInt(rowEl.dataset.productId);
        let answer;
        try {
            answer = await this.waitFor(
                mark === "favourite"
                    ? rpc("/my/lists/put", { product_id })
                    : rpc("/my/lists/watch", { product_id, kind: mark })
            );
        } catch (error) {
            if (rowEl.querySelector(".b2b-row-problem")) {
                showProblem(rowEl, errorText(error));
            }
            return;
        }
        buttonEl.setAttribute("aria-pressed", answer.on ? "true" : "false");
        buttonEl.classList.toggle("active", answer.on);
        const icon = ICONS[mark];
        buttonEl.querySelector(".fa").className = `fa ${icon}${answer.on ? "" : "-o"}`;
    }
}

registry.category("public.interactions").add("b2b_portal.marks", Marks);
