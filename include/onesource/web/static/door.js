// Shows how much of a file was sent, and then the page that answers it; without it the form does the same, silently.
"use strict";

function send(event) {
  const form = event.target;
  if (!form.matches("form[data-sent]")) return;
  event.preventDefault();
  const bar = form.querySelector("progress");
  bar.closest("label").hidden = false;
  form.querySelector("button").disabled = true;
  const request = new XMLHttpRequest();
  request.upload.onprogress = (told) => {
    if (told.lengthComputable) bar.value = told.loaded / told.total;
  };
  request.upload.onload = () => bar.removeAttribute("value"); // it is read now
  request.onload = () => {
    const told = new DOMParser().parseFromString(request.responseText, "text/html");
    document.querySelector("main").replaceWith(told.querySelector("main"));
    document.title = told.title;
    if (request.status === 200) history.pushState(null, "", request.responseURL);
  };
  request.onerror = () => form.submit();
  request.open("POST", form.action);
  request.send(new FormData(form));
}

addEventListener("submit", send);
addEventListener("popstate", () => location.reload());
