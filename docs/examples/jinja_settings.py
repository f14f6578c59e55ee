"""Both template engines: a file that the first one lacks is looked for in the second."""

TEMPLATES = [
    {
        "BACKEND": "hypermedia_views.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "project.jinja2.environment",
            "context_processors": [
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
