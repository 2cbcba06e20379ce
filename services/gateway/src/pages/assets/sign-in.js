const find = document.querySelector("#find");
find?.addEventListener("input", () => {
  const wanted = find.value.trim().toLowerCase();
  for (const house of document.querySelectorAll(".house")) {
    const people = [...house.querySelectorAll("[data-person]")];
    for (const person of people) person.hidden = !person.dataset.person.includes(wanted);
    house.hidden = people.every((person) => person.hidden);
    if (wanted) house.open = true;
  }
});
