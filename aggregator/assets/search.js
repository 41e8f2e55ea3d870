// The search of the pages: headlines are looked for in search.json, which is fetched when the
// field is first used. Whatever stands there is put in as text, never as markup.

const MOST = 50; // headlines shown at once

const form = document.getElementById("search");
const field = document.getElementById("sought");
const count = document.getElementById("count");
const found = document.getElementById("found");
const list = found.querySelector("ol");
const page = document.querySelectorAll("body > main, body > .columns");

let asked; // the promise of all headlines, each with its words

function words(text) {
  const bare = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return bare.match(/[\p{L}\p{N}]+/gu) ?? [];
}

function headlines() {
  asked ??= fetch("search.json")
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
    .then((rows) =>
      rows.map((row) => {
        const said = [row.title, row.source, row.label ?? "", row.mark ?? ""].join(" ");
        return { row, text: ` ${words(said).join(" ")} ` };
      }),
    );
  return asked;
}

function element(name, kind, text) {
  const made = document.createElement(name);
  made.className = kind;
  made.textContent = text;
  return made;
}

function shown({ row }) {
  const item = document.createElement("li");
  const kicker = element("p", "kicker", row.day);
  if (row.label) {
    const topic = element("span", "topic", row.label);
    topic.dataset.topic = row.topic;
    kicker.append(" ", topic);
  }
  if (row.mark) {
    kicker.append(" ", element("strong", "mark", row.mark));
  }
  const headline = element("p", "headline", "");
  const link = element("a", "", row.title);
  link.href = row.url;
  headline.dir = "auto";
  headline.append(link);
  item.append(kicker, headline, element("p", "credit", row.source));
  return item;
}

function show(isSearching) {
  found.hidden = !isSearching;
  for (const part of page) {
    part.hidden = isSearching;
  }
}

function told(number) {
  const many = number === 1 ? "1 headline" : `${number} headlines`;
  return number > MOST ? `${many}, the newest ${MOST} shown` : many;
}

async function search() {
  const sought = words(field.value);
  if (sought.length === 0) {
    count.textContent = "";
    show(false);
    return;
  }
  let known;
  try {
    known = await headlines();
  } catch {
    asked = undefined;
    count.textContent = "The headlines could not be fetched.";
    return;
  }
  if (words(field.value).join(" ") !== sought.join(" ")) {
    return; // more was typed meanwhile
  }
  const hits = known.filter(({ text }) => sought.every((word) => text.includes(` ${word}`)));
  list.replaceChildren(...hits.slice(0, MOST).map(shown));
  count.textContent = told(hits.length);
  show(true);
}

// On a narrow screen the links to other pages are pushed along: this page's stands in sight.
document.querySelector("nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
form.hidden = false;
form.addEventListener("submit", (event) => {
  event.preventDefault();
  list.querySelector("a")?.focus();
});
field.addEventListener("focus", () => headlines().catch(() => (asked = undefined)));
field.addEventListener("input", search);
field.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    field.value = "";
    search();
  }
});
window.addEventListener("pageshow", search); // a browser that goes back fills the field again
