"""As few settings as the peers get along with, so that little but their views is timed."""

SECRET_KEY = "only for the benchmarks"
INSTALLED_APPS = ["hx_requests", "sandbox.contacts", "tests.benchmarks"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
    }
]
# The other peers do not look who is logged in, either.
HX_REQUESTS_REQUIRE_AUTH = False
