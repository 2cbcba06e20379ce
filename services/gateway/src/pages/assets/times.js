for (const time of document.querySelectorAll("time[data-local-time]"))
  time.textContent = new Date(time.dateTime).toLocaleString(undefined, {
    dateStyle: "medium",
    timeStyle: "medium",
  });
