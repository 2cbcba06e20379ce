const find = document.querySelector("#find");
find?.addEventListener("input", () => {
  const wanted = find.value.trim().toLowerCase();
  for (const property of document.querySelectorAll(".property")) {
    const people = [...property.querySelectorAll("[data-person]")];
    for (const person of people) person.hidden = !person.dataset.person.includes(wanted);
    property.hidden = people.every((person) => person.hidden);
    if (wanted) property.open = true;
  }
});
