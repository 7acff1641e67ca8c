"""What people do again and again in a journey, said once."""

from __future__ import annotations

from playwright.sync_api import Page, expect

STORY = "En el taller de la esquina nadie puede salir (inventado)."


def go(page: Page, button: str) -> None:
    """Press the button that leads to ``button``: the same one in every language."""
    page.locator(f"main button[name=ir][value={button}]").first.click()


def tell(page: Page, story: str, *, prefix: str = "", danger: str = "") -> str:
    """Walk `/avisar/` from the home page to its receipt. Returns the code."""
    page.goto(f"{prefix}/")
    page.locator(".door--2").click()
    if danger:
        page.locator(f"input[name=danger][value={danger}]").check()
    go(page, "seguir")
    if danger == "yes":
        expect(page.locator(".danger__tel").first).to_be_visible()
        go(page, "seguir")
    page.locator("textarea[name=narrative]").fill(story)
    go(page, "seguir")
    go(page, "seguir")
    expect(page.locator("main")).to_contain_text(story)
    go(page, "enviar")
    return code_on(page)


def code_on(page: Page) -> str:
    """The code that a receipt shows, groups apart."""
    groups = page.locator(".receipt__code span")
    expect(groups.first).to_be_visible()
    return " ".join(groups.all_inner_texts())


def open_mailbox(page: Page, code: str, *, prefix: str = "") -> None:
    page.goto(f"{prefix}/buzon/")
    page.locator("input[name=code]").fill(code)
    go(page, "abrir")


def enter(page: Page, username: str) -> None:
    """Sign in to the demonstration with one click."""
    page.goto("/demostracion/")
    page.locator(f"form[action$='/demostracion/{username}/'] button").click()
    expect(page.locator("h1")).to_contain_text("Qué toca hacer")


def leave(page: Page) -> None:
    page.locator("form.band__me button").last.click()


def addresses(page: Page, selector: str) -> list[str]:
    """Where the links found by ``selector`` lead, in the order of the page."""
    return [str(link.get_attribute("href")) for link in page.locator(selector).all()]


def answer(page: Page, **answers: str) -> None:
    """Mark radios and boxes by field name and value."""
    for name, value in answers.items():
        page.locator(f"input[name={name}][value={value}]").check()


def save(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()


def open_file(page: Page, *, age_group: str = "adult") -> str:
    """Open a file from the staff home with as few answers as there are. Returns its address."""
    page.get_by_role("navigation", name="Principal").get_by_role("link", name="Casos").click()
    page.get_by_role("link", name="Registrar a una persona").click()
    answer(page, age_group=age_group, basis="contact", may_contact="unknown")
    save(page, "Abrir la ficha")
    expect(page.get_by_role("status").first).to_contain_text("Ficha abierta")
    return page.url


def name_her(page: Page, file: str, name: str) -> None:
    page.goto(f"{file}identidad/")
    page.locator("input[name=name], textarea[name=name]").fill(name)
    save(page, "Guardar")


def allow(page: Page, file: str, desk: str, *, parts: list[str], purpose: str = "assist") -> None:
    """Write down what she allowed to the desk whose label holds ``desk``, and share it."""
    page.goto(f"{file}permisos/nuevo/")
    option = page.locator("select[name=desk] option", has_text=desk)
    page.locator("select[name=desk]").select_option(value=option.get_attribute("value"))
    page.locator("select[name=language]").select_option("es")
    answer(page, purpose=purpose, given_by="herself", explained="spoken")
    for part in parts:
        answer(page, fields_allowed=part)
    page.locator("input[name=share_now]").check()
    save(page, "Guardar el permiso")
    expect(page.get_by_role("status").first).to_contain_text("Permiso guardado.")
