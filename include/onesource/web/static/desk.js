// Follows the light or dark chosen in Airflow, and opens Airflow's pages around this frame.
"use strict";

function follow() {
  const chosen = localStorage.getItem("theme");
  if (chosen === "light" || chosen === "dark") {
    document.documentElement.dataset.theme = chosen;
  } else {
    delete document.documentElement.dataset.theme;
  }
}

function around(event) {
  const link = event.target.closest("a[target=_top]");
  const aside = event.ctrlKey || event.metaKey || event.shiftKey;
  if (!link || aside || window.parent === window) return;
  event.preventDefault();
  const outside = window.parent.document.createElement("a");
  outside.href = link.href;
  outside.click();
}

follow();
addEventListener("storage", follow);
addEventListener("click", around);
