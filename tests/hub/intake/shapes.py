"""Bodies as forms really send them, written for these tests: what is posted, and what must be made
of it.

Every person is invented; addresses and numbers are from ranges kept for examples where there are
any.
"""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/128.0.0.0 Safari/537.36"
)
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
)


@dataclass(frozen=True)
class Shape:
    """`want`: attributes of the person. `region`: the source's default."""

    id: str
    body: bytes
    want: dict[str, Any]
    content_type: str = JSON
    region: str = ""
    headers: dict[str, str] = field(default_factory=dict)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _form(**pairs: str) -> bytes:
    return urlencode(pairs).encode()


def multipart(*pairs: tuple[str, str], boundary: str = "x-edge-7") -> tuple[bytes, str]:
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in pairs
    ]
    body = "".join(parts) + f"--{boundary}--\r\n"
    return body.encode(), f"multipart/form-data; boundary={boundary}"


_MULTI, _MULTI_TYPE = multipart(
    ("formID", "2440001"),
    ("submissionID", "6197916587414300001"),
    (
        "rawRequest",
        json.dumps(
            {
                "q3_name": {"first": "Noor", "last": "de Vries"},
                "q4_email": "noor@fietsen.example",
                "q5_phoneNumber": {"full": "020 794 0123"},
                "q7_message": "Graag een offerte",
            }
        ),
    ),
    ("pretty", "Name:Noor de Vries, Email:noor@fietsen.example"),
)

SHAPES = [
    Shape(
        "flat_english",
        _json(
            {
                "name": "Priya Raman",
                "email": "Priya@Example.COM ",
                "phone": "+44 20 7946 0123",
                "company": "Raman Freight",
                "job_title": "Operations lead",
                "message": "Could you show us the planner?",
                "page": "https://www.example.com/demo?utm_source=google&utm_medium=cpc",
            }
        ),
        {
            "name": "Priya Raman",
            "email": "priya@example.com",
            "phone": "+442079460123",
            "phone_kind": "landline",
            "company": "Raman Freight",
            "role": "Operations lead",
            "message": "Could you show us the planner?",
            "utm": {"utm_source": "google", "utm_medium": "cpc"},
        },
    ),
    Shape(
        "umlauts_and_german_labels",
        _json(
            {
                "Anrede": "Frau",
                "Vorname": "Jörg-Änne",
                "Nachname": "Müller-Lüdenscheidt",
                "E-Mail-Adresse": "jm@firma.example",
                "Telefonnummer": "0151 23456789",
                "Firma": "Groß & Söhne",
                "Nachricht": "Bitte um Rückruf",
                "Land": "Deutschland",
            }
        ),
        {
            "name": "Jörg-Änne Müller-Lüdenscheidt",
            "salutation": "Ms",
            "email": "jm@firma.example",
            "phone": "+4915123456789",
            "phone_kind": "mobile",
            "company": "Groß & Söhne",
            "message": "Bitte um Rückruf",
        },
    ),
    Shape(
        "latin1_form",
        "name=Andr%E9+Lef%E8vre&email=andre%40exemple.example".encode("ascii"),
        {"name": "André Lefèvre", "email": "andre@exemple.example"},
        f"{FORM}; charset=iso-8859-1",
    ),
    Shape(
        "french_labels",
        _json(
            {
                "Civilité": "M.",
                "Prénom": "Zoé",
                "Nom": "Lefèvre",
                "Courriel": "zoe@exemple.example",
                "Téléphone": "06 12 34 56 78",
                "Société": "Exemple SA",
            }
        ),
        {
            "name": "Zoé Lefèvre",
            "salutation": "",
            "phone": "+33612345678",
            "company": "Exemple SA",
        },
        region="FR",
    ),
    Shape(
        "spanish_contact_plugin",
        _json(
            {
                "your-name": "María-José Núñez",
                "your-email": "mj@ejemplo.example",
                "your-phone": "612 34 56 78",
                "your-interest": ["Demo", "Precios"],
                "your-message": "Hola\r\n\r\n\r\n¿qué tal?",
                "_url": "https://www.ejemplo.example/contacto/?utm_source=bing",
                "_user_agent": CHROME,
            }
        ),
        {
            "name": "María-José Núñez",
            "phone": "+34612345678",
            "content": ("Demo", "Precios"),
            "message": "Hola\n\n¿qué tal?",
            "device": "Chrome on Windows",
            "utm": {"utm_source": "bing"},
        },
        region="ES",
        headers={"user-agent": "WordPress/6.8; https://www.ejemplo.example"},
    ),
    Shape(
        "polish_labels",
        _json({"Imię": "Łukasz", "Nazwisko": "Żółć", "Numer telefonu": "512 345 678"}),
        {"name": "Łukasz Żółć", "phone": "+48512345678"},
        region="PL",
    ),
    Shape(
        "chinese",
        _json({"姓名": "李小龙", "手机": "138 0013 8000", "公司": "龙腾科技", "留言": "请联系我"}),
        {
            "name": "李小龙",
            "phone": "+8613800138000",
            "company": "龙腾科技",
            "message": "请联系我",
        },
        region="CN",
    ),
    Shape(
        "japanese_full_width",
        _json(
            {
                "お名前": "山田 太郎",
                "メールアドレス": "taro＠example.jp",
                "電話番号": "０３－１２３４－５６７８",
            }
        ),
        {"name": "山田 太郎", "email": "taro@example.jp", "phone": "+81312345678"},
        region="JP",
    ),
    Shape(
        "arabic_digits",
        _json({"الاسم": "ليلى حسن", "رقم الهاتف": "٠١٠١٢٣٤٥٦٧٨", "الرسالة": "أريد عرضا"}),
        {"name": "ليلى حسن", "phone": "+201012345678", "message": "أريد عرضا"},
        region="EG",
    ),
    Shape(
        "numeric_phone",
        _json({"First Name": "Zaphod", "Last Name": "Beeble", "Phone Number": 14155550132}),
        {"name": "Zaphod Beeble", "phone": "+14155550132", "phone_kind": ""},
    ),
    Shape(
        "phone_as_float",
        b'{"name":"Ana","phone":4155550132.0}',
        {"phone": "+14155550132"},
        region="US",
    ),
    Shape(
        "three_phones",
        _json(
            {
                "name": "Dana Whitfield",
                "phone": "n/a, see below",
                "mobile": "+49 170 1234567",
                "work_phone": "030 1234567",
                "fax": "030 7654321",
            }
        ),
        {
            "phone": "+491701234567",
            "extra": {"Phone 2": "n/a, see below", "Phone 3": "030 1234567", "fax": "030 7654321"},
        },
        region="DE",
    ),
    Shape(
        "empty_strings",
        _json(
            {"name": "", "email": "ok@example.com", "phone": "", "company": None, "message": " "}
        ),
        {"name": "", "email": "ok@example.com", "phone": "", "company": "", "message": ""},
    ),
    Shape(
        "no_last_name",
        _form(first_name="Ren\u00e9e", last_name="", email="renee@example.com"),
        {"name": "Renée"},
        FORM,
    ),
    Shape(
        "company_only_in_last_name",
        _form(last_name="Müller & Söhne", email="info@example.de"),
        {"name": "Müller & Söhne"},
        FORM,
    ),
    Shape(
        "numbered_entry",
        _json(
            {
                "id": "12",
                "form_id": "1",
                "source_url": "https:\\/\\/shop.example\\/contact",
                "user_agent": IPHONE,
                "1.3": "Jane",
                "1.6": "Doe",
                "2": "jane@example.com",
                "3": "(415) 555-0132",
                "4.1": "Bagel",
            }
        ),
        {
            "name": "Jane Doe",
            "email": "jane@example.com",
            "phone": "+14155550132",
            "device": "Safari on iPhone",
            "extra": {"4.1": "Bagel"},
        },
        region="US",
    ),
    Shape(
        "bare_numbers_for_keys",
        _form(**{"1": "Sipho Ndlovu", "3": "0821234567", "4": "sipho@example.co.za", "10": "test"}),
        {"name": "Sipho Ndlovu", "email": "sipho@example.co.za", "phone": "+27821234567"},
        FORM,
        region="ZA",
    ),
    Shape(
        "bracket_keys",
        _form(
            **{
                "form_fields[name]": "Shara Lima",
                "form_fields[email]": "shara@example.com",
                "form_fields[telefone]": "11961234567",
                "form_name": "New Form",
                "form[id]": "1606c7c4",
                "utm_source": "ig",
            }
        ),
        {
            "name": "Shara Lima",
            "phone": "+5511961234567",
            "content": ("New Form",),
            "utm": {"utm_source": "ig"},
        },
        FORM,
        region="BR",
    ),
    Shape(
        "bracket_keys_with_titles",
        _form(
            **{
                "form[name]": "Call me form",
                "fields[name][id]": "name",
                "fields[name][title]": "Your name",
                "fields[name][value]": "Shara Lima",
                "fields[name][raw_value]": "shara lima",
                "fields[field_7][title]": "Mobile",
                "fields[field_7][value]": "+55 11 96123-4567",
                "meta[date][title]": "Date",
                "meta[date][value]": "May 14",
            }
        ),
        {"name": "Shara Lima", "phone": "+5511961234567"},
        FORM,
    ),
    Shape(
        "answers_beside_questions",
        _json(
            {
                "event_id": "01HLEAD77",
                "form_response": {
                    "submitted_at": "2026-10-26T11:59:30Z",
                    "hidden": {"utm_source": "linkedin", "utm_content": "", "gclid": "x1"},
                    "definition": {
                        "title": "Download: Buyer’s guide",
                        "fields": [
                            {"id": "a1", "type": "short_text", "title": "What should we call you?"},
                            {
                                "id": "a2",
                                "type": "phone_number",
                                "title": "Best number to reach you",
                            },
                            {"id": "a4", "type": "legal", "title": "May we call you?"},
                            {"id": "a5", "type": "multiple_choice", "title": "Team size"},
                            {"id": "a6", "type": "short_text", "title": "First name"},
                        ],
                    },
                    "answers": [
                        {
                            "type": "text",
                            "text": "Wiktoria",
                            "field": {"id": "a6", "type": "short_text"},
                        },
                        {
                            "type": "phone_number",
                            "phone_number": "+48512345678",
                            "field": {"id": "a2", "type": "phone_number"},
                        },
                        {
                            "type": "boolean",
                            "boolean": False,
                            "field": {"id": "a4", "type": "legal"},
                        },
                        {"type": "choice", "choice": {"label": "10-50"}, "field": {"id": "a5"}},
                    ],
                },
            }
        ),
        {
            "name": "Wiktoria",
            "phone": "+48512345678",
            "content": ("Download: Buyer’s guide",),
            "utm": {"utm_source": "linkedin", "gclid": "x1"},
            "extra": {"Team size": "10-50"},
        },
    ),
    Shape(
        "label_value_fields_with_options",
        _json(
            {
                "eventId": "a4cb511e-d513-4fa5-baee-b815d718dfd1",
                "data": {
                    "responseId": "2wgx4n",
                    "formName": "Ask sales",
                    "fields": [
                        {
                            "key": "question_1",
                            "label": "Name",
                            "type": "INPUT_TEXT",
                            "value": "Alice S",
                        },
                        {
                            "key": "question_2",
                            "label": "Work Email",
                            "type": "INPUT_EMAIL",
                            "value": "a@b.example",
                        },
                        {
                            "key": "question_3",
                            "label": "Team",
                            "type": "DROPDOWN",
                            "value": ["id-2"],
                            "options": [
                                {"id": "id-1", "text": "1-9"},
                                {"id": "id-2", "text": "10-99"},
                            ],
                        },
                        {
                            "key": "question_4",
                            "label": "Attachment",
                            "type": "FILE_UPLOAD",
                            "value": [{"name": "plan.png", "mimeType": "image/png", "size": 5}],
                        },
                    ],
                },
            }
        ),
        {
            "name": "Alice S",
            "email": "a@b.example",
            "content": ("Ask sales",),
            "extra": {"Team": "10-99"},
        },
    ),
    Shape(
        "column_list_with_long_ids",
        _json(
            {
                "lead_id": "abc-1",
                "user_column_data": [
                    {
                        "column_name": "Full Name",
                        "string_value": "Mei Tan",
                        "column_id": "FULL_NAME",
                    },
                    {
                        "column_name": "User Phone",
                        "string_value": "+6581234567",
                        "column_id": "PHONE_NUMBER",
                    },
                    {"column_name": "City", "string_value": "Singapore", "column_id": "CITY"},
                ],
                "form_id": 9223372036854775807,
                "google_key": "not-for-eyes",
            }
        ),
        {"name": "Mei Tan", "phone": "+6581234567", "place": "Singapore", "extra": {}},
    ),
    Shape(
        "values_in_lists",
        _json(
            {
                "id": "5559",
                "field_data": [
                    {"name": "full_name", "values": ["James Oak"]},
                    {
                        "name": "email",
                        "values": ["james.oak\\u0040example.org".replace("\\u0040", "@")],
                    },
                ],
            }
        ),
        {"name": "James Oak", "email": "james.oak@example.org"},
    ),
    Shape(
        "array_of_one",
        _json([{"full_name": "Ana Torres", "email": "ana@example.com", "phone": "305-555-0122"}]),
        {"name": "Ana Torres", "phone": "+13055550122"},
        region="US",
    ),
    Shape(
        "json_in_a_form_field",
        _form(
            page_name="Buyer guide LP",
            page_url="https://lp.example.com/guide/",
            **{
                "data.json": json.dumps(
                    {
                        "first_name": ["Homer"],
                        "phone_number": ["(555) 010-0177"],
                        "ip_address": ["203.0.113.7"],
                    }
                )
            },
        ),
        {
            "name": "Homer",
            "phone": "+15550100177",
            "page": "https://lp.example.com/guide/",
            "content": ("Buyer guide LP",),
            "extra": {},
        },
        FORM,
        region="US",
    ),
    Shape(
        "multipart_with_nested_json",
        _MULTI,
        {
            "name": "Noor de Vries",
            "email": "noor@fietsen.example",
            "phone": "+31207940123",
            "message": "Graag een offerte",
        },
        _MULTI_TYPE,
        region="NL",
    ),
    Shape(
        "json_called_plain_text",
        _json({"name": "Ana", "email": "ana@example.com"}),
        {"name": "Ana", "email": "ana@example.com"},
        "text/plain",
    ),
    Shape(
        "json_called_a_form",
        _json({"name": "Ana", "email": "ana@example.com"}),
        {"name": "Ana", "email": "ana@example.com"},
        FORM,
    ),
    Shape(
        "lines_of_text",
        b"Name: Ren\xc3\xa9e O'Neil\r\nPhone: +44 20 7946 0999\r\nMessage: after 5",
        {"name": "Renée O'Neil", "phone": "+442079460999", "message": "after 5"},
        "text/plain; charset=utf-8",
    ),
    Shape(
        "zapier_labels",
        _form(
            **{
                "Full Name": "Ana Torres",
                "Email Address": "ana@example.com",
                "Phone": "305-555-0122",
                "consent": "yes",
            }
        ),
        {"name": "Ana Torres", "email": "ana@example.com", "phone": "+13055550122"},
        FORM,
        region="US",
        headers={"user-agent": "Zapier"},
    ),
    Shape(
        "nested_person_and_company",
        _json(
            {
                "contact": {"name": "Kai Ito", "phone": {"mobile": "+81 90 1234 5678"}},
                "company": {"name": "Ito Works", "domain": "ito.example"},
                "campaign": {"name": "Autumn webinar"},
                "owner": {"name": "Our Rep", "email": "rep@us.example"},
            }
        ),
        {
            "name": "Kai Ito",
            "email": "",
            "phone": "+819012345678",
            "company": "Ito Works",
            "content": ("Autumn webinar",),
        },
    ),
    Shape(
        "form_name_in_the_name_key",
        _json(
            {
                "payload": {
                    "name": "Contact Us",
                    "data": {"First Name": "Zoe", "Last Name": "Park", "email": "zoe@example.com"},
                }
            }
        ),
        {"name": "Zoe Park", "extra": {"name": "Contact Us"}},
    ),
    Shape(
        "webinar_registrant",
        _json(
            {
                "event": "webinar.registration_created",
                "payload": {
                    "object": {
                        "topic": "Product webinar: payroll",
                        "timezone": "America/Los_Angeles",
                        "registrant": {
                            "id": "U0B1",
                            "first_name": "Mark",
                            "last_name": "Byrne",
                            "email": "mark@example.com",
                            "phone": "",
                            "org": "Byrne Ltd",
                            "job_title": "CFO",
                            "custom_questions": [{"title": "May we text you?", "value": "No"}],
                        },
                    }
                },
            }
        ),
        {
            "name": "Mark Byrne",
            "company": "Byrne Ltd",
            "role": "CFO",
            "content": ("Product webinar: payroll",),
        },
    ),
    Shape(
        "repeated_keys",
        b'{"email":"not one","email":"real@example.com","name":"Bo","interest":"A","interest":"B"}',
        {"email": "real@example.com", "content": ("A", "B")},
    ),
    Shape(
        "byte_order_mark",
        b"\xef\xbb\xbf" + _json({"name": "Bo", "email": "bo@example.com"}),
        {"name": "Bo"},
    ),
    Shape(
        "broken_utf8",
        b'{"name":"M\xfcller","email":"m@example.com"}',
        {"name": "Müller", "email": "m@example.com"},
    ),
]
