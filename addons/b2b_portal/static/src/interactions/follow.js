import { Interaction } from "@web/public/interaction";
import { _t } from "@web/core/l10n/translation";
import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";

const FIRST_DELAY = 700;
const LAST_DELAY = 8000;
// What takes longer comes with the next visit of the page.
const PATIENCE = 120000;

/** Follows a request to 1С and reads the page again when there is something new. */
export class Follow extends Interaction {
    static selector = ".b2b-follow";

    start() {
        this.follow();
    }

    async follow() {
        const end = Date.now() + PATIENCE;
        let delay = FIRST_DELAY;
        while (!this.isDestroyed && Date.now() < end) {
            await new Promise((resolve) => this.waitForTimeout(resolve, delay));
            // A lost connection is no reason to give up.
            const answer = await this.waitFor(rpc(this.el.dataset.url).catch(() => null));
            if (answer && answer.stamp !== this.el.dataset.stamp) {
                window.location.replace(window.location.pathname);
                return;
            }
            delay = Math.min(delay * 1.4, LAST_DELAY);
        }
        this.el.querySelector(".spinner-border").remove();
        this.el.querySelector(".b2b-follow-text").textContent = _t(
            "1С has not answered yet. Open the page later: what it answers will be here."
        );
    }
}

registry.category("public.interactions").add("b2b_portal.follow", Follow);
