import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

/** Longer side of an uploaded photo: the server keeps no more. */
const MAX_SIDE = 2000;
const SMALL_ENOUGH = 1024 * 1024;

/**
 * Photos of a claim: shown before they are sent, and made smaller in the browser, so
 * that a dozen pictures of a phone's camera go through a warehouse's network.
 */
export class ClaimPhotos extends Interaction {
    static selector = ".b2b-claim-form";
    dynamicContent = {
        ".b2b-claim-files": { "t-on-change": () => this.onChange() },
        _root: { "t-on-submit": (ev) => this.onSubmit(ev) },
    };

    setup() {
        this.input = this.el.querySelector(".b2b-claim-files");
        this.previews = this.el.querySelector(".b2b-claim-previews");
        this.button = this.el.querySelector("button[type='submit']");
        this.working = null;
        this.urls = [];
        this.registerCleanup(() => this.forget());
    }

    onChange() {
        this.working = this.prepare();
        return this.waitFor(this.working);
    }

    async prepare() {
        const files = new DataTransfer();
        for (const file of this.input.files) {
            files.items.add(await this.shrink(file));
        }
        this.input.files = files.files;
        this.show();
    }

    async shrink(file) {
        if (file.size <= SMALL_ENOUGH || !file.type.startsWith("image/")) {
            return file;
        }
        try {
            const image = await createImageBitmap(file);
            const scale = Math.min(1, MAX_SIDE / Math.max(image.width, image.height));
            const canvas = document.createElement("canvas");
            canvas.width = Math.round(image.width * scale);
            canvas.height = Math.round(image.height * scale);
            canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
            const blob = await new Promise((resolve) =>
                canvas.toBlob(resolve, "image/jpeg", 0.85)
            );
            return blob && blob.size < file.size
                ? new File([blob], file.name, { type: "image/jpeg" })
                : file;
        } catch {
            // The server says what is wrong with it.
            return file;
        }
    }

    show() {
        this.forget();
        this.previews.replaceChildren();
        for (const file of this.input.files) {
            const image = document.createElement("img");
            const url = URL.createObjectURL(file);
            this.urls.push(url);
            image.src = url;
            image.alt = file.name;
            this.previews.append(image);
        }
    }

    forget() {
        this.urls.splice(0).forEach((url) => URL.revokeObjectURL(url));
    }

    /** One press files one claim, and not before the photos are ready. */
    async onSubmit(ev) {
        if (this.button.disabled) {
            ev.preventDefault();
            return;
        }
        this.button.disabled = true;
        this.button.title = _t("Sending…");
        if (this.working) {
            ev.preventDefault();
            await this.working;
            this.el.submit();
        }
    }
}

registry.category("public.interactions").add("b2b_claims.photos", ClaimPhotos);
