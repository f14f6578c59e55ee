"""Forms that need more than their model says."""

from __future__ import annotations

from typing import Any

from django import forms

from .models import Account, Checklist, Parcel, Preferences, Profile, Purchase


class SignUpForm(forms.ModelForm):
    """An account, whose address is written twice."""

    email_again = forms.EmailField(label="E-mail, again")

    class Meta:
        model = Account
        fields = ["name", "email"]

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if name.lower() == "admin":
            raise forms.ValidationError("This name is ours.")
        return name

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        both = data.get("email"), data.get("email_again")
        if all(both) and len(set(both)) > 1:
            self.add_error("email_again", "This is not the address above.")
        return data


class ChecklistForm(forms.ModelForm):
    """All questions of a checklist."""

    class Meta:
        model = Checklist
        fields = Checklist.QUESTIONS
        widgets = {
            "hand_rub": forms.RadioSelect,
            "equipment": forms.CheckboxSelectMultiple,
            "notes": forms.Textarea(attrs={"rows": 3}),
        }


class ParcelForm(forms.ModelForm):
    """A parcel. The focus enters the first field, of a fresh form, too."""

    class Meta:
        model = Parcel
        fields = ["recipient", "country", "region", "city"]
        widgets = {"recipient": forms.TextInput(attrs={"autofocus": True})}


class PurchaseForm(forms.ModelForm):
    """A purchase. The focus enters the first field, of a fresh form, too."""

    class Meta:
        model = Purchase
        fields = ["name", "amount"]
        widgets = {"name": forms.TextInput(attrs={"autofocus": True})}


class ProfileForm(forms.ModelForm):
    """Who the visitor is."""

    prefix = "profile"

    class Meta:
        model = Profile
        fields = ["name", "email"]


class PreferencesForm(forms.ModelForm):
    """What the visitor wants."""

    prefix = "preferences"

    class Meta:
        model = Preferences
        fields = ["name", "email"]
