document.getElementById("print").addEventListener("click", () => print());
document.body.dataset.ready = "0";
