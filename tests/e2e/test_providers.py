"""Signing in with an OpenID Connect provider."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import Platform, started_platform
from tests.e2e.accessibility import both_themes
from tests.e2e.people import person, sign_in
from tests.integration import flow
from tests.oidc_server import Provider, right

NAME = "Example University"


@pytest.fixture(scope="module")
def running_provider() -> Iterator[Provider]:
    made = Provider()
    with made.running():
        yield made


@pytest.fixture
def provider(running_provider: Provider) -> Provider:
    running_provider.issue = right
    return running_provider


@pytest.fixture(scope="module")
def platform(running_provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """A platform of its own, which knows the provider."""
    folder = tmp_path_factory.mktemp("providers")
    (folder / "secret").write_text("the client's secret\n")
    providers = folder / "providers.toml"
    providers.write_text(
        f'[university]\nname = "{NAME}"\nissuer = "{running_provider.url}"\nclient_id = "podium"\n'
        f'client_secret_file = "{folder / "secret"}"\n'
    )
    with started_platform(folder / "data", stops_in=40, PODIUM_OIDC_PROVIDERS=str(providers)) as made:
        yield made


def authorize(page: Page, provider: Provider, sub: str) -> None:
    """What somebody does on the provider's own page."""
    page.wait_for_url(f"{provider.url}/**")
    page.get_by_placeholder("sub").fill(sub)
    page.get_by_role("button", name="Authorize", exact=True).click()


@pytest.fixture
def browser_page(new_page: Callable[..., Page]) -> Page:
    """The provider's page has its style sheet from elsewhere, where no test goes."""
    page = new_page()
    page.route("https://cdn.jsdelivr.net/**", lambda route: route.abort())
    return page


def test_somebody_signs_in_with_a_provider_and_comes_back(platform: Platform, provider: Provider, browser_page: Page) -> None:
    page, sub, name = browser_page, flow.fresh("sub"), flow.fresh("Ada")
    provider.user(sub, email=f"{sub}@example.edu", email_verified=True, name=name)
    page.goto(f"{platform.url}/account/sign-in?to=/account/security")
    page.get_by_role("button", name=f"Sign in with {NAME}").click()
    authorize(page, provider, sub)
    expect(page).to_have_url(f"{platform.url}/account/security")
    expect(page.get_by_role("link", name=f"Account: {name}")).to_be_visible()
    expect(page.get_by_role("button", name=f"End the link with {NAME}")).to_be_visible()
    page.reload()
    expect(page.get_by_role("link", name=f"Account: {name}")).to_be_visible()
    assert both_themes(page) == []

    page.goto(f"{platform.url}/account/sessions")
    page.get_by_role("navigation", name="Account").get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
    page.goto(f"{platform.url}/account/sign-in")
    page.get_by_role("button", name=f"Sign in with {NAME}").click()
    authorize(page, provider, sub)
    expect(page.get_by_role("link", name=f"Account: {name}")).to_be_visible()


def test_a_wrong_answer_of_the_provider_signs_nobody_in(platform: Platform, provider: Provider, browser_page: Page) -> None:
    page, sub = browser_page, flow.fresh("sub")
    provider.user(sub, email=f"{sub}@example.edu", email_verified=False, name="Ada")
    page.goto(f"{platform.url}/account/sign-in")
    page.get_by_role("button", name=f"Sign in with {NAME}").click()
    authorize(page, provider, sub)
    expect(page.get_by_role("heading", name="Signing in did not work")).to_be_visible()
    expect(page.get_by_role("alert")).not_to_be_empty()
    assert both_themes(page) == []
    page.get_by_role("link", name="To signing in").click()
    page.get_by_role("button", name=f"Sign in with {NAME}").click()
    page.wait_for_url(f"{provider.url}/**")
    page.get_by_role("button", name="Deny").click()
    expect(page.get_by_role("heading", name="Signing in did not work")).to_be_visible()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()


def test_a_provider_is_linked_on_the_profile_and_the_link_is_ended(platform: Platform, provider: Provider, browser_page: Page) -> None:
    page, sub, who = browser_page, flow.fresh("sub"), person(platform)
    provider.user(sub, email=f"{sub}@example.edu", email_verified=True, name="Somebody else's name")
    sign_in(page, who)
    page.goto(f"{platform.url}/account/security")
    page.get_by_role("button", name=f"Link with {NAME}").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Password").fill("not the password 1!")
    dialog.get_by_role("button", name="Go on").click()
    expect(dialog.get_by_text("the password is wrong")).to_be_visible()
    assert both_themes(page) == []
    dialog.get_by_label("Password").fill(flow.PASSWORD)
    dialog.get_by_role("button", name="Go on").click()
    authorize(page, provider, sub)
    expect(page).to_have_url(f"{platform.url}/account/security")
    end = page.get_by_role("button", name=f"End the link with {NAME}")
    expect(end).to_be_visible()
    expect(page.get_by_role("link", name=f"Account: {who.user['name']}")).to_be_visible()
    assert [each["provider"] for each in who.call("GET", "/auth/oidc/identities")] == ["university"]
    assert both_themes(page) == []

    end.click()
    dialog.get_by_role("button", name="Cancel").click()
    expect(end).to_be_visible()
    end.click()
    expect(dialog).to_contain_text(f"You can no longer sign in with {NAME}")
    assert both_themes(page) == []
    dialog.get_by_role("button", name=f"End the link with {NAME}").click()
    expect(page.get_by_role("button", name=f"Link with {NAME}", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name=f"Link with {NAME}", exact=True)).to_be_visible()
    assert who.call("GET", "/auth/oidc/identities") == []
