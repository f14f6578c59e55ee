"""A project whose visitors choose their client: HYPERMEDIA_CLIENT = "project.clients.chosen"."""

CLIENTS = ("htmx-4", "htmx-2", "alpine-ajax", "plain")


def chosen(request):
    """The request is None for a template that is rendered without one."""
    client = request.COOKIES.get("client") if request else None
    return client if client in CLIENTS else "htmx-4"
