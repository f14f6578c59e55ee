"""An audit: each answer is saved by itself, and a wheel elsewhere shows how far one is."""

from __future__ import annotations

from typing import Any

from django.views.generic import TemplateView, UpdateView
from django.views.generic.base import ContextMixin, TemplateResponseMixin

from hypermedia_views import (
    OOB,
    OOBSwapMixin,
    PartialFormMixin,
    PartialTemplateMixin,
    TriggerEventMixin,
)

from .models import Question

Section = Question.Section


class AuditMixin(TemplateResponseMixin, ContextMixin):
    """What every answer shows of one section."""

    template_name = "audit/audit.html"

    def get_section(self) -> Question.Section:
        """Return the section that is shown."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        section = self.get_section()
        questions = Question.objects.filter(section=section)
        return super().get_context_data(
            section=section,
            sections=list(Section),
            questions=questions,
            answered=sum(bool(question.answer) for question in questions),
            **kwargs,
        )


class ShowAudit(PartialTemplateMixin, AuditMixin, TemplateView):
    """The tabs, and the wheel that the first of them fetches anew when it hears of a change."""

    partial_names = ["panel", "wheel"]

    def get_section(self) -> Question.Section:
        section = self.request.GET.get("section")
        return Section(section) if section in Section.values else Section.HANDS


class SaveAnswer(
    OOBSwapMixin,
    TriggerEventMixin,
    PartialFormMixin,
    PartialTemplateMixin,
    AuditMixin,
    UpdateView,
):
    """One answer. The first tab hears of it by an event; to the second tab the wheel itself goes beside the answer."""

    model = Question
    fields = ["answer"]
    success_partial_name = "question"
    trigger_events = ["audit-changed"]
    oob_partials = [
        OOB("wheel", when=lambda context: context["section"] == Section.MEDICINES)
    ]

    def get_section(self) -> Question.Section:
        return Section(self.object.section)

    def get_partial_names(self) -> dict[str, str]:
        return {f"question-{self.object.pk}": "question"}
