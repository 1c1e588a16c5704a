import { Interaction } from "@web/public/interaction";
import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";

import { errorText, updateBadges } from "./utils";

const KEPT = "b2b_quick_order";

/**
 * Quick order. The sheet is what counts: typing, pasting and files add rows to it, the
 * server answers for every row, good rows go on and the others stay to be mended. It is
 * kept in this browser until it is sent.
 */
export class QuickOrder extends Interaction {
    static selector = ".b2b-quick";
    dynamicContent = {
        "#quick_search": {
            "t-on-input": this.debounced(this.suggest, 200),
            "t-on-keydown": this.onSearchKey,
            "t-on-blur": this.debounced(this.hideFound, 200),
        },
        "#quick_quantity": { "t-on-keydown": this.onQuantityKey },
        ".b2b-quick-add": { "t-on-click": this.addTyped },
        "#quick_lines": { "t-on-paste": () => this.waitForTimeout(() => this.readText(), 0) },
        "#quick_file": { "t-on-change": this.readFile },
        ".b2b-quick-paste": { "t-on-submit.prevent": this.onSubmit },
        ".b2b-quick-problems": { "t-on-submit": this.fillProblems },
        ".b2b-quick-clear": { "t-on-click": () => this.show([]) },
        "[data-show]": { "t-on-click": this.onTab },
        ".b2b-quick-send [data-target]": { "t-on-click": this.locked(this.send, true) },
    };

    setup() {
        this.rows = [];
        this.turn = 0;
        this.onlyBad = false;
        // Rows that were typed into since they were answered for.
        this.typedInto = new Set();
        this.checkSoon = this.debounced(() => this.checkTyped(), 400);
        this.tbody = this.el.querySelector(".b2b-quick-table tbody");
    }

    async willStart() {
        const given = JSON.parse(this.el.dataset.rows || "[]");
        const kept = JSON.parse(sessionStorage.getItem(KEPT) || "[]");
        if (given.length) {
            this.rows = given;
        } else if (kept.length) {
            // Prices and stock may have changed since.
            const data = await this.ask("/my/quick-order/check", { rows: kept });
            this.rows = data?.rows || [];
        }
    }

    start() {
        this.show(this.rows);
        this.el.querySelector("#quick_search").focus({ preventScroll: true });
    }

    word(name) {
        return this.el.querySelector(`[data-word="${name}"]`).textContent;
    }

    // === Type-ahead === //

    async suggest() {
        const inputEl = this.el.querySelector("#quick_search");
        const term = inputEl.value.trim();
        if (term.length < 2) {
            this.hideFound();
            return;
        }
        const found = await this.ask("/my/quick-order/suggest", { term });
        if (!found || inputEl.value.trim() !== term) {
            return;
        }
        const listEl = this.el.querySelector("#quick_found");
        listEl.replaceChildren(
            ...found.map((row, index) => {
                const itemEl = document.createElement("li");
                itemEl.id = `quick_found_${index}`;
                itemEl.setAttribute("role", "option");
                itemEl.append(
                    this.span("b2b-article", row.code),
                    this.span("b2b-quick-found-name", row.name),
                    this.span("b2b-num b2b-muted", row.price)
                );
                this.addListener(itemEl, "mousedown", (ev) => {
                    ev.preventDefault();
                    this.choose(row);
                });
                return itemEl;
            })
        );
        if (!found.length) {
            const emptyEl = document.createElement("li");
            emptyEl.className = "b2b-muted";
            emptyEl.textContent = this.word("nothing");
            listEl.append(emptyEl);
        }
        this.found = found;
        listEl.classList.remove("d-none");
        inputEl.setAttribute("aria-expanded", "true");
        this.mark(found.length ? 0 : -1);
    }

    span(className, text) {
        const el = document.createElement("span");
        el.className = className;
        el.textContent = text;
        return el;
    }

    mark(index) {
        this.marked = index;
        const inputEl = this.el.querySelector("#quick_search");
        for (const [place, el] of [...this.el.querySelectorAll("#quick_found [role]")].entries()) {
            el.setAttribute("aria-selected", place === index ? "true" : "false");
            if (place === index) {
                el.scrollIntoView({ block: "nearest" });
                inputEl.setAttribute("aria-activedescendant", el.id);
            }
        }
    }

    hideFound() {
        this.found = [];
        this.el.querySelector("#quick_found").classList.add("d-none");
        const inputEl = this.el.querySelector("#quick_search");
        inputEl.setAttribute("aria-expanded", "false");
        inputEl.removeAttribute("aria-activedescendant");
    }

    onSearchKey(ev) {
        const count = this.found?.length || 0;
        if (ev.key === "ArrowDown" || ev.key === "ArrowUp") {
            if (count) {
                ev.preventDefault();
                this.mark((this.marked + (ev.key === "ArrowDown" ? 1 : count - 1)) % count);
            }
        } else if (ev.key === "Escape") {
            ev.currentTarget.value = "";
            this.chosen = null;
            this.hideFound();
        } else if (ev.key === "Enter") {
            ev.preventDefault();
            if (count) {
                this.choose(this.found[this.marked]);
            } else if (ev.currentTarget.value.trim()) {
                this.el.querySelector("#quick_quantity").focus();
            }
        } else {
            this.chosen = null;
        }
    }

    choose(row) {
        this.chosen = row;
        this.el.querySelector("#quick_search").value = `${row.code} ${row.name}`.trim();
        const quantityEl = this.el.querySelector("#quick_quantity");
        quantityEl.value = row.typed;
        quantityEl.focus();
        quantityEl.select();
        this.hideFound();
    }

    onQuantityKey(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            this.addTyped();
        } else if (ev.key === "Escape") {
            ev.currentTarget.value = "";
            this.el.querySelector("#quick_search").focus();
        }
    }

    async addTyped() {
        const searchEl = this.el.querySelector("#quick_search");
        const quantityEl = this.el.querySelector("#quick_quantity");
        const article = this.chosen ? `#${this.chosen.product_id}` : searchEl.value.trim();
        if (!article) {
            searchEl.focus();
            return;
        }
        const row = { article, typed: quantityEl.value.trim() || "1" };
        this.chosen = null;
        searchEl.value = "";
        quantityEl.value = "";
        searchEl.focus();
        const added = { ...row, problems: [], warnings: [], choices: [], name: "" };
        this.show([...this.rows, added]);
        this.typedInto.add(added);
        await this.checkTyped();
    }

    // === Pasted text and files === //

    onSubmit() {
        if (this.el.querySelector("#quick_lines").value.trim()) {
            this.readText();
        } else {
            this.readFile();
        }
    }

    async readText() {
        const textEl = this.el.querySelector("#quick_lines");
        const text = textEl.value;
        if (text.trim() && (await this.check(text))) {
            textEl.value = "";
        }
    }

    async readFile() {
        const fileEl = this.el.querySelector("#quick_file");
        if (!fileEl.files.length) {
            return;
        }
        const formEl = this.el.querySelector(".b2b-quick-paste");
        const data = new FormData();
        data.append("csrf_token", formEl.querySelector("[name=csrf_token]").value);
        data.append("upload", fileEl.files[0]);
        data.append("rows", JSON.stringify(this.typed()));
        try {
            const answer = await this.waitFor(
                fetch("/my/quick-order/upload", { method: "POST", body: data })
            );
            const result = await this.waitFor(answer.json());
            if (result.error) {
                this.note(result.error, "bad");
            } else {
                this.show(result.rows);
            }
        } catch (error) {
            this.note(errorText(error), "bad");
        }
        fileEl.value = "";
    }

    // === The sheet === //

    /** What the server needs to know of the rows: what was typed. */
    typed(rows = this.rows) {
        return rows.map((row) => [row.product_id ? `#${row.product_id}` : row.article, row.typed]);
    }

    async ask(url, params) {
        try {
            return await this.waitFor(rpc(url, params));
        } catch (error) {
            this.note(errorText(error), "bad");
            return null;
        }
    }

    /** Asks about every row; an answer that came too late for its rows is dropped. */
    async check(text = "") {
        const turn = ++this.turn;
        const data = await this.ask("/my/quick-order/check", { rows: this.typed(), text });
        if (!data || turn !== this.turn) {
            return false;
        }
        this.note("");
        this.show(data.rows);
        return true;
    }

    /**
     * Asks about the rows that were typed into alone: the answer does not wait for the
     * others, however many they are. Rows that turn out to be one product are summed,
     * which concerns the whole sheet.
     */
    async checkTyped() {
        const rows = this.rows.filter((row) => this.typedInto.has(row));
        this.typedInto.clear();
        if (!rows.length) {
            return;
        }
        const turn = this.turn;
        const data = await this.ask("/my/quick-order/check", { rows: this.typed(rows) });
        if (!data || turn !== this.turn) {
            // Somebody types on: these are asked about with what is typed now.
            rows.forEach((row) => this.typedInto.add(row));
            return;
        }
        const others = this.rows.filter((row) => !rows.includes(row));
        const known = new Set(others.map((row) => row.product_id).filter(Boolean));
        if (
            data.rows.length !== rows.length ||
            data.rows.some((row) => known.has(row.product_id))
        ) {
            await this.check();
            return;
        }
        this.note("");
        const templateEl = this.el.querySelector("template.b2b-quick-row");
        rows.forEach((row, index) => {
            const place = this.rows.indexOf(row);
            const rowEl = this.makeRow(templateEl, data.rows[index]);
            const oldEl = this.tbody.children[place];
            const hadFocus = oldEl.contains(document.activeElement);
            this.rows[place] = data.rows[index];
            oldEl.replaceWith(rowEl);
            if (hadFocus) {
                rowEl.querySelector("input").focus();
            }
        });
        this.keep();
    }

    /** What a reload must not lose, and the sums. */
    keep() {
        sessionStorage.setItem(KEPT, JSON.stringify(this.typed()));
        this.summary();
    }

    show(rows) {
        const active = document.activeElement?.closest?.(".b2b-quick-table tr");
        const place = active ? [...this.tbody.children].indexOf(active) : -1;
        this.rows = rows;
        const templateEl = this.el.querySelector("template.b2b-quick-row");
        this.tbody.replaceChildren(...rows.map((row) => this.makeRow(templateEl, row)));
        this.keep();
        if (place >= 0) {
            this.tbody.children[place]?.querySelector("input")?.focus();
        }
    }

    makeRow(templateEl, row) {
        const rowEl = templateEl.content.firstElementChild.cloneNode(true);
        const set = (name, text) => {
            rowEl.querySelector(`.b2b-quick-${name}`).textContent = text;
        };
        const known = Boolean(row.product_id);
        set("article", known ? row.code || row.article : row.article);
        set("name", row.name);
        set("free", known ? row.free || "—" : "");
        set("price", row.price);
        set("unit", row.unit);
        set("row-total", row.problems.length ? "" : row.total);
        rowEl.classList.toggle("b2b-quick-bad", row.problems.length > 0);
        rowEl.classList.toggle("d-none", this.onlyBad && !row.problems.length);
        const reasonsEl = rowEl.querySelector(".b2b-quick-reasons");
        for (const [messages, tone] of [
            [row.problems, "bad"],
            [row.warnings, "need"],
        ]) {
            for (const message of messages) {
                const itemEl = document.createElement("li");
                itemEl.className = `b2b-text-${tone}`;
                itemEl.textContent = message;
                reasonsEl.append(itemEl);
            }
        }
        if (row.suggest) {
            const buttonEl = document.createElement("button");
            buttonEl.type = "button";
            buttonEl.className = "btn btn-sm btn-outline-primary";
            buttonEl.textContent = `${this.word("take")} ${row.suggest}`;
            this.addListener(buttonEl, "click", () => {
                row.typed = row.suggest;
                this.typedInto.add(row);
                this.checkTyped();
            });
            reasonsEl.append(buttonEl);
        }
        const inputEl = rowEl.querySelector("input");
        inputEl.value = row.typed;
        inputEl.setAttribute("aria-invalid", row.problems.length ? "true" : "false");
        this.addListener(inputEl, "input", () => {
            row.typed = inputEl.value;
            this.turn++;
            this.typedInto.add(row);
            this.checkSoon();
        });
        this.addListener(inputEl, "keydown", (ev) => this.onRowKey(ev, row, rowEl));
        this.addListener(rowEl.querySelector(".b2b-quick-remove button"), "click", () => {
            this.show(this.rows.filter((other) => other !== row));
        });
        if (row.choices.length) {
            const choiceEl = rowEl.querySelector(".b2b-quick-choice");
            choiceEl.classList.remove("d-none");
            choiceEl.append(new Option(this.word("choose"), ""));
            for (const choice of row.choices) {
                choiceEl.append(new Option(choice.name, choice.article));
            }
            this.addListener(choiceEl, "change", () => {
                row.article = choiceEl.value;
                this.typedInto.add(row);
                this.checkTyped();
            });
        }
        return rowEl;
    }

    onRowKey(ev, row, rowEl) {
        const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[ev.key];
        if (step) {
            ev.preventDefault();
            const inputs = [...this.tbody.querySelectorAll("tr:not(.d-none) input")];
            const next = inputs[inputs.indexOf(ev.currentTarget) + step];
            next?.focus();
            next?.select();
        } else if (ev.key === "Escape") {
            ev.currentTarget.value = "";
        }
    }

    summary() {
        const bad = this.rows.filter((row) => row.problems.length);
        const good = this.rows.filter((row) => !row.problems.length);
        const counts = { all: this.rows.length, bad: bad.length, good: good.length };
        for (const [name, count] of Object.entries(counts)) {
            this.el.querySelector(`.b2b-quick-count-${name}`).textContent = count;
        }
        const sum = good.reduce((total, row) => total + (row.amount || 0), 0);
        this.el.querySelector(".b2b-quick-sum").textContent = sum.toLocaleString(
            document.documentElement.lang || undefined,
            { minimumFractionDigits: 2, maximumFractionDigits: 2 }
        );
        this.el.querySelector(".b2b-quick-sheet").classList.toggle("d-none", !this.rows.length);
        this.el.querySelector(".b2b-quick-problems").classList.toggle("d-none", !bad.length);
        for (const buttonEl of this.el.querySelectorAll(".b2b-quick-send [data-target]")) {
            buttonEl.disabled = !good.length;
        }
    }

    onTab(ev) {
        this.onlyBad = ev.currentTarget.dataset.show === "bad";
        for (const el of this.el.querySelectorAll("[data-show]")) {
            const isOn = (el.dataset.show === "bad") === this.onlyBad;
            el.classList.toggle("active", isOn);
            el.setAttribute("aria-pressed", isOn ? "true" : "false");
        }
        this.show(this.rows);
    }

    fillProblems(ev) {
        ev.currentTarget.querySelector("[name=rows]").value = JSON.stringify(
            this.typed(this.rows.filter((row) => row.problems.length))
        );
    }

    // === Where the rows go === //

    async send(ev) {
        const { target, listId } = ev.currentTarget.dataset;
        const params = { rows: this.typed(), target };
        if (listId) {
            params.list_id = parseInt(listId);
        }
        const data = await this.ask("/my/quick-order/put", params);
        if (!data) {
            return;
        }
        this.show(data.rows);
        if (!data.rows.length) {
            window.location = data.url;
            return;
        }
        this.note(
            `${this.word("sent")} ${data.sent}. ${this.word("left")} ${data.rows.length}.`,
            "need",
            data.url
        );
        if (target === "cart") {
            const count = await this.ask("/shop/cart/quantity", {});
            updateBadges({ cart_quantity: count });
        }
    }

    note(message, tone = "work", url = "") {
        const noteEl = this.el.querySelector(".b2b-quick-note");
        noteEl.className = `b2b-note b2b-quick-note b2b-tone-${tone} mb-3`;
        noteEl.classList.toggle("d-none", !message);
        noteEl.replaceChildren(this.span("", message));
        if (url) {
            const linkEl = document.createElement("a");
            linkEl.href = url;
            linkEl.textContent = this.word("open");
            noteEl.append(linkEl);
        }
    }
}

registry.category("public.interactions").add("b2b_portal.quick_order", QuickOrder);
