// /link and /join: the token stands behind the #, which no server and no log gets. It moves into the form's hidden
// or visible field and leaves the address bar at once; the form goes out by itself where nothing else is to be filled.

const token = location.hash.slice(1);
if (token) {
  history.replaceState(null, "", location.pathname);
  const form = document.querySelector("form[data-token]");
  const field = form?.elements.namedItem(form.dataset.token);
  if (field) {
    field.value = token;
    if (form.checkValidity()) form.requestSubmit();
  }
}
