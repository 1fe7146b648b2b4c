"use strict";

// Texts of prompts and models only ever become text nodes: the page's policy refuses them as markup.
(() => {
  const cases = JSON.parse(document.getElementById("cases").textContent);
  const byId = id => document.getElementById(id);
  const form = byId("filters");
  const dialog = byId("case");
  const signs = { passed: "✓", failed: "✕", error: "!", unchecked: "–" };
  // Controls, lone surrogates, and what reorders or hides text. Joiners are left alone: emoji and scripts are written with them.
  const unseen = /[\p{Cc}\p{Cs}\u200B\u200E\u200F\u202A-\u202E\u2028\u2029\u2060-\u2069\uFEFF]/gu;
  const longText = 6000;

  // Building ------------------------------------------------------------------------------------------------

  const make = (name, className, ...content) => {
    const element = document.createElement(name);
    if (className) element.className = className;
    element.append(...content.filter(part => part !== null && part !== undefined && part !== ""));
    return element;
  };

  /** The text as it is, in which characters that cannot be seen are named. */
  const shown = text => {
    const fragment = document.createDocumentFragment();
    let start = 0;
    for (const match of text.matchAll(unseen)) {
      const isLayout = match[0] === "\n" || match[0] === "\t" || (match[0] === "\r" && text[match.index + 1] === "\n");
      if (isLayout) continue;
      fragment.append(text.slice(start, match.index));
      const sign = make("span", "sign", match[0]);
      sign.dataset.code = "U+" + match[0].codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
      fragment.append(sign);
      start = match.index + match[0].length;
    }
    fragment.append(text.slice(start));
    return fragment;
  };

  const isolated = text => make("bdi", "", shown(text));
  const mark = outcome => {
    const icon = make("i", "", signs[outcome]);
    icon.setAttribute("aria-hidden", "true");
    return icon;
  };
  const rounded = (number, digits) => String(Number(number.toFixed(digits)));
  const tag = (outcome, score) => make("span", "tag " + outcome, mark(outcome), outcome, score === undefined ? "" : make("b", "", rounded(score, 2)));
  const place = at => at ? make("span", "at", shown(at)) : "";

  const said = (title, content) => {
    const box = make("div", "said", title ? make("h4", "", isolated(title)) : "");
    const text = content.text ?? "";
    const pre = make("pre", text ? "" : "empty", text ? shown(text.slice(0, longText)) : "(empty)");
    box.append(pre);
    if (text.length > longText) {
      const button = make("button", "", `Show all ${text.length.toLocaleString("en")} characters`);
      button.type = "button";
      button.addEventListener("click", () => {
        pre.replaceChildren(shown(text));
        pre.tabIndex = -1;
        pre.focus();
        button.remove();
      });
      box.append(button);
    }
    if (content.more) box.append(make("p", "cut", `${content.more.toLocaleString("en")} more characters are in the run file.`));
    return box;
  };

  const check = one => {
    const notes = [
      one.metric && one.metric !== one.name ? `metric ${one.metric}` : "",
      one.threshold !== undefined ? `passes at ${rounded(one.threshold, 4)}` : "",
      one.weight !== undefined && one.weight !== 1 ? `weight ${rounded(one.weight, 4)}` : "",
      one.judge ? `judge ${one.judge}` : "",
      one.cost ?? "",
      one.code ?? "",
    ].filter(Boolean);
    const item = make("li", "",
      make("div", "check",
        tag(one.outcome, one.score),
        make("span", "name", isolated(one.name)),
        ...notes.map(note => make("span", "aside", isolated(note)))),
      one.reason ? make("p", "reason", shown(one.reason)) : "",
      place(one.at));
    if (one.checks?.length) item.append(make("ul", "checks", ...one.checks.map(check)));
    return item;
  };

  const section = (title, items) => items.length ? [make("h3", "", title), make("ul", "checks", ...items.map(check))] : [];

  const details = one => {
    const heading = make("h2", "", isolated(one.description.trim() ? one.description : one.id));
    heading.id = "case-title";
    const figures = one.output ? [one.output.model, one.output.latency, one.output.cost === "unknown" ? "cost unknown" : one.output.cost,
      one.output.tokens && `tokens: ${one.output.tokens}`, one.output.finish && `ended by ${one.output.finish}`, one.output.recorded && "recorded answer"] : [];
    return [
      heading,
      make("p", "line",
        tag(one.outcome),
        one.score === undefined ? "" : make("span", "", `score ${rounded(one.score, 2)}`),
        make("span", "", isolated(one.label.trim() ? one.label : one.prompt)),
        make("span", "", isolated(one.provider)),
        one.sample ? make("span", "", `sample ${one.sample + 1}`) : "",
        place(one.at)),
      one.error ? make("div", "problem", make("p", "reason", shown(`${one.error.code}: ${one.error.message}`)), place(one.error.at)) : "",
      ...section("Checks", one.checks),
      ...section("Metrics", one.metrics),
      ...section("KPIs", one.kpis),
      ...(one.output ? [make("h3", "", "Output"), said("", one.output), ...one.output.calls.map(call => said(`tool call ${call.name}`, call)), ...one.output.steps.map(step => said(`step ${step.name}`, step)),
        make("p", "line", ...figures.filter(Boolean).map(figure => make("span", "", isolated(figure))))] : []),
      ...(one.messages ? [make("h3", "", "Prompt"), ...one.messages.map(message => said(message.role, message))] : []),
      ...(one.rendered ? [make("h3", "", "Prompt"), said("", one.rendered)] : []),
    ].filter(part => part !== "");
  };

  // Filtering -----------------------------------------------------------------------------------------------

  const indexOf = link => Number(link.hash.slice("#case-".length)) - 1;
  const tables = [...document.querySelectorAll(".matrix")].map(matrix => {
    const table = matrix.querySelector("table");
    const rows = [...table.tBodies[0].rows].map(row => ({
      element: row,
      cells: [...row.cells].slice(1).map(cell => ({ element: cell, links: [...cell.querySelectorAll("a.cell")].map(link => ({ link, index: indexOf(link) })) })),
    }));
    return { matrix, heads: [...table.tHead.rows[0].cells].slice(1), rows };
  });
  const distinct = name => [...new Set(cases.map(one => one[name]))];
  const prompts = distinct("prompt");
  const providers = distinct("provider");

  const everything = one => [one.id, one.description, one.prompt, one.label, one.provider, one.at, one.error?.code, one.error?.message, one.rendered?.text, one.output?.text, one.output?.model,
    ...(one.messages ?? []).map(message => message.text),
    ...one.checks.concat(one.metrics, one.kpis).flatMap(part => [part.name, part.metric, part.reason, part.code])].filter(Boolean).join("\n").toLowerCase();

  const textOf = new Map();
  const holds = (index, words) => {
    if (!words.length) return true;
    if (!textOf.has(index)) textOf.set(index, everything(cases[index]));
    return words.every(word => textOf.get(index).includes(word));
  };

  let order = [];
  const filter = () => {
    const words = byId("text").value.toLowerCase().split(/\s+/).filter(Boolean);
    const prompt = byId("prompt").value === "" ? null : prompts[byId("prompt").value];
    const provider = byId("provider").value === "" ? null : providers[byId("provider").value];
    const outcomes = new Set([...form.querySelectorAll("[name=outcome]:checked")].map(box => box.value));
    order = [];
    for (const table of tables) {
      const columns = table.heads.map(() => false);
      let rowsShown = 0;
      for (const row of table.rows) {
        let isShown = false;
        row.cells.forEach((cell, column) => {
          for (const { link, index } of cell.links) {
            const one = cases[index];
            const isOfColumn = (prompt === null || one.prompt === prompt) && (provider === null || one.provider === provider);
            const matches = isOfColumn && (outcomes.size === 0 || outcomes.has(one.outcome)) && holds(index, words);
            link.hidden = !matches;
            columns[column] ||= isOfColumn;
            if (matches) {
              isShown = true;
              order.push({ index, link });
            }
          }
        });
        row.element.hidden = !isShown;
        rowsShown += isShown;
      }
      table.heads.forEach((head, column) => {
        if (head.hidden === !columns[column]) return;
        head.hidden = !columns[column];
        for (const row of table.rows) row.cells[column].element.hidden = head.hidden;
      });
      table.matrix.hidden = rowsShown === 0;
    }
    const isAll = order.length === cases.length;
    const count = number => number.toLocaleString("en");
    byId("count").textContent = isAll ? `${count(cases.length)} ${cases.length === 1 ? "result" : "results"}` : `${count(order.length)} of ${count(cases.length)} results`;
    byId("nothing").hidden = order.length > 0 || cases.length === 0;
    byId("reset").disabled = !words.length && prompt === null && provider === null && !outcomes.size;
  };

  let waiting = 0;
  form.addEventListener("input", event => {
    clearTimeout(waiting);
    // A large run is searched once a reader pauses, not at every letter.
    if (event.target.id === "text") waiting = setTimeout(filter, 120);
    else filter();
  });
  form.addEventListener("reset", () => setTimeout(filter));
  form.addEventListener("submit", event => event.preventDefault());

  // A case --------------------------------------------------------------------------------------------------

  let current = -1;
  const address = hash => {
    try {
      history.replaceState(null, "", hash || location.pathname + location.search);
    } catch {
      // Some viewers give a page no address of its own; it works without.
    }
  };

  const show = index => {
    current = index;
    byId("case-body").replaceChildren(...details(cases[index]));
    const position = order.findIndex(one => one.index === index);
    byId("previous").disabled = position <= 0;
    byId("next").disabled = position < 0 || position === order.length - 1;
    byId("position").textContent = position < 0 ? "" : `${(position + 1).toLocaleString("en")} of ${order.length.toLocaleString("en")}`;
    dialog.scrollTop = 0;
    address(`#case-${index + 1}`);
    if (!dialog.open) {
      dialog.showModal();
      byId("close").focus();
    }
  };

  const step = by => {
    const position = order.findIndex(one => one.index === current);
    const next = position < 0 ? undefined : order[position + by];
    if (!next) return;
    const focused = document.activeElement;
    show(next.index);
    // A button that became disabled would drop the focus.
    if (focused?.disabled || !dialog.contains(focused)) byId("close").focus();
  };

  dialog.addEventListener("close", () => {
    address("");
    const closed = order.find(one => one.index === current);
    current = -1;
    closed?.link.focus();
  });
  dialog.addEventListener("click", event => {
    if (event.target === dialog && event.clientX < dialog.getBoundingClientRect().left) dialog.close();
  });
  byId("close").addEventListener("click", () => dialog.close());
  byId("previous").addEventListener("click", () => step(-1));
  byId("next").addEventListener("click", () => step(1));

  const openAddressed = () => {
    const match = /^#case-(\d+)$/.exec(location.hash);
    if (match && cases[match[1] - 1]) show(match[1] - 1);
  };
  addEventListener("hashchange", openAddressed);
  document.addEventListener("click", event => {
    const link = event.target.closest("a.cell");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(indexOf(link));
  });

  // Keys ----------------------------------------------------------------------------------------------------

  /** The nearest result that is shown in a direction, from one in the matrix. */
  const neighbour = (link, key) => {
    const cell = link.closest("td");
    if (key === "ArrowLeft" || key === "ArrowRight") {
      const links = [...link.closest("tr").querySelectorAll("a.cell")].filter(one => one.checkVisibility());
      return links[links.indexOf(link) + (key === "ArrowLeft" ? -1 : 1)];
    }
    const way = key === "ArrowUp" ? "previousElementSibling" : "nextElementSibling";
    const inCell = [...cell.querySelectorAll("a.cell")].filter(one => one.checkVisibility());
    const beside = inCell[inCell.indexOf(link) + (key === "ArrowUp" ? -1 : 1)];
    if (beside) return beside;
    for (let row = link.closest("tr")[way]; row; row = row[way]) {
      const links = [...row.cells[cell.cellIndex].querySelectorAll("a.cell")].filter(one => one.checkVisibility());
      if (links.length) return key === "ArrowUp" ? links.at(-1) : links[0];
    }
    return undefined;
  };

  document.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (dialog.open) {
      if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
        event.preventDefault();
        step(event.key === "ArrowLeft" ? -1 : 1);
      }
      return;
    }
    if (event.key === "/" && !event.target.closest("input, select")) {
      event.preventDefault();
      byId("text").focus();
      return;
    }
    if (event.target.matches("a.cell") && event.key.startsWith("Arrow")) {
      const next = neighbour(event.target, event.key);
      if (next) {
        event.preventDefault();
        next.focus();
      }
    }
  });

  // Theme ---------------------------------------------------------------------------------------------------

  const theme = byId("theme");
  const systemIsDark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (document.documentElement.dataset.theme ?? (systemIsDark.matches ? "dark" : "light")) === "dark";
  const label = () => { theme.textContent = isDark() ? "Light theme" : "Dark theme"; };
  const storage = {
    get: () => { try { return localStorage.getItem("ptm-theme"); } catch { return null; } },
    set: value => { try { localStorage.setItem("ptm-theme", value); } catch { /* The choice lasts as long as the page. */ } },
  };
  const chosen = storage.get();
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  systemIsDark.addEventListener("change", label);
  theme.addEventListener("click", () => {
    document.documentElement.dataset.theme = isDark() ? "light" : "dark";
    storage.set(document.documentElement.dataset.theme);
    label();
  });

  label();
  filter();
  for (const element of [theme, form, document.querySelector(".keys")]) element.hidden = false;
  openAddressed();
})();
