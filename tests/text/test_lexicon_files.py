"""The lexicon files themselves: they parse, match what they say and stop where they should."""

import re
import tomllib
from functools import cache

import pytest

from tests.text.lexicon_entries import CODES, FILES, LANGUAGES, Entry, every_entry, load
from voltag.text.scripts import fold, without_accents

SIGNS = ("terms", "implicit")

ROWS = {
    "review",
    "state_act",
    "money_rules",
    "consent",
    "military",
    "salaried",
    "compulsory",
    "choice_of_post",
    "choice",
    "donation",
    "family",
    "science",
}
"""The rows of the table "What looks like volunteering and is not", by short names."""

CONCEPTS = {
    "policy_instrument",
    "law",
    "law_on_volunteering",
    "plan_strategy",
    "partnership",
    "un_programming",
    "unv",
    "youth",
    "youth_policy",
    "disaster",
    "emergency_covid",
    "training_protection",
    "scheme_body_platform",
    "award_day",
    "inclusion_groups",
    "planning_review_participation",
    "survey_statistics",
    "number_share",
    "economic_value",
    "data_collection_citizen_science",
    "measurement_intent",
    "south_south_regional",
    "intergovernmental_2030",
    "negative_lament",
    "agency_list",
    "list_topic",
    "salary_paid",
    "compulsory",
    "people_action",
    "support_governance",
    "results_framework",
}
"""The concept groups that every language needs, so that a model can be trained on any."""


@cache
def compiled(code: str, name: str) -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(entry["pattern"], 0 if entry.get("case") else re.IGNORECASE)
        for entry in load(code, name)
    )


def spans(code: str, name: str, text: str) -> list[tuple[int, int]]:
    folded = fold(text, code)
    return [m.span() for pattern in compiled(code, name) for m in pattern.finditer(folded)]


def standing(code: str, text: str, names: tuple[str, ...] = SIGNS) -> list[str]:
    """Return the signs of volunteering in ``text`` that no confusable vetoes."""
    vetoes = spans(code, "confusables", text)
    return [
        text[start:end]
        for name in names
        for start, end in spans(code, name, text)
        if not any(a <= start and end <= b for a, b in vetoes)
    ]


@pytest.mark.parametrize(("code", "name", "entry"), every_entry())
def test_an_entry_matches_what_it_says(code: str, name: str, entry: Entry) -> None:
    pattern = re.compile(entry["pattern"], 0 if entry.get("case") else re.IGNORECASE)
    text = fold(str(entry.get("example", entry["lemma"])), code)
    assert pattern.search(text), f"{entry['pattern']} does not match {text!r}"
    if "not_example" in entry:
        assert not pattern.search(fold(entry["not_example"], code))
    assert not pattern.search(""), "an empty match would be everywhere"


@pytest.mark.parametrize(("code", "name", "entry"), every_entry())
def test_an_entry_is_complete(code: str, name: str, entry: Entry) -> None:
    known = {"lemma", "pattern", "group", "source", "example", "not_example", "case", "row", "weak"}
    assert set(entry) <= known
    assert all(entry[key].strip() for key in ("lemma", "pattern", "group", "source"))
    assert re.fullmatch(r"[a-z][a-z0-9_]*", entry["group"])
    assert ("row" in entry) == (name == "confusables")


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("name", FILES)
def test_no_pattern_stands_twice(code: str, name: str) -> None:
    patterns = [entry["pattern"] for entry in load(code, name)]
    assert len(patterns) == len(set(patterns))


def test_chinese_patterns_are_simplified() -> None:
    traditional = set("願國務團體隊員實際學習醫療會議報國參與發聯環災與務專業臺灣")
    assert not [
        entry["lemma"]
        for name in FILES
        for entry in load("zh", name)
        if traditional & set(entry["pattern"])
    ]


def test_french_patterns_have_no_accents() -> None:
    assert not [
        entry["lemma"]
        for name in FILES
        for entry in load("fr", name)
        if without_accents(entry["pattern"]) != entry["pattern"]
    ]


@pytest.mark.parametrize("code", CODES)
def test_every_row_of_the_criteria_is_covered(code: str) -> None:
    rows = {entry["row"] for entry in load(code, "confusables")}
    assert rows >= ROWS
    assert rows - ROWS <= {"obligation"}, "義務 as obligation is a row of Chinese only"


@pytest.mark.parametrize("code", CODES)
def test_the_concept_groups_are_the_same_in_every_language(code: str) -> None:
    assert {entry["group"] for entry in load(code, "concepts")} >= CONCEPTS


# ---- what stands and what is vetoed, in sentences written for this test ----

TRUE_VOLUNTEERING = {
    "en": [
        "The ministry thanks all who gave voluntary service in the shelters.",
        "Voluntary work by pensioners keeps the library open.",
        "Voluntary firefighters reached the valley first.",
        "A volunteer army of health workers visited each house.",
        "The volunteers are not paid a salary.",
        "Volunteers receive an allowance of 20 dollars a month.",
        "Young people across the country volunteered to clean the beaches.",
        "Students volunteered to host evening classes for newcomers.",
        "Volunteered geographic information filled the gaps of the map.",
        "Voluntary contributions of labour built the school.",
        "Statutory and voluntary services share one roster.",
        "Volunteers help at blood donation sessions.",
        "Unpaid volunteer work is worth 1 per cent of GDP.",
        "Residents serve their quarter on a voluntary basis.",
        "Volunteers and paid staff on a monthly salary work side by side.",
        "Replacing the volunteers with salaried workers would be dear.",
        "Volunteers on the front line of the epidemic carried water.",
        "Volunteers and soldiers filled sandbags; soldiers and volunteers slept in tents.",
        "Volunteers helped farmers to adopt new seed.",
        "Volunteers fought the fire beside units of the army.",
        "Volunteers visit prisoners and teach inmates to read.",
        "The place of volunteering in this review is small.",
        "Youth volunteered to lead workshops for children.",
        "Neighbours volunteered to prepare the meals and carry out the repairs.",
        "District volunteers to distribute nets were trained.",
        "Recruited volunteers to conduct the count in each village.",
        "Volunteering figures were never released.",
        "Voluntary work schemes and voluntary service agreements were renewed.",
        "Volunteers in the pilot districts took the readings.",
        "Volunteers for night shifts at the hotline signed up.",
        "Volunteers supported the voluntary national review with local hearings.",
        "UN Volunteers will support the registry.",
        "Vo1un- teers carried the boxes.",
    ],
    "zh": [
        "全市志愿服务队走进社区。",
        "义务消防队二十分钟内赶到。",
        "民间义务救援队员找到了两名驴友。",
        "居民自愿无偿服务社会。",
        "青年志愿军走上街头清扫积雪。",
        "志愿者不领取工资。",
        "志愿者每月领取交通补贴。",
        "无偿献血志愿服务队引导市民登记。",
        "义工每周为独居老人送餐。",
        "老中医每月下乡义诊。",
        "村民义务巡逻已有十年。",
        "志愿者参与自愿国别评估的地方座谈会。",
        "高考期间志愿者为考生送水。",
        "联合国志愿人员将支持该项产出。",
        "志愿者走进监狱为服刑人员开展心理辅导。",
        "国家志愿服务信息系统上线。",
        "乡村健康志愿者挨户测量血压。",
        "外国志愿者参与赛会服务。",
        "部分志愿团队转为常设。",
        "志愿数字平台已开通。",
        "疫苗接种点的志愿者引导老人。",
    ],
    "fr": [
        "Les bénévoles de la Croix-Rouge ont évacué l’école.",
        "BÉNÉVOLES : MODE D’EMPLOI",
        "LES BENEVOLES TIENNENT LE DISPENSAIRE",
        "Le bénévolat compte pour beaucoup dans nos communes.",
        "Deux cents volontaires ont curé les caniveaux.",
        "Quelque 4\u202f000 volontaires villageois distribuent les moustiquaires.",
        "Les volontaires ne perçoivent aucun salaire.",
        "L’armée et les volontaires ont rempli des sacs de sable.",
        "Sur le marché, les volontaires expliquent le tri des déchets.",
        "Les sapeurs-pompiers volontaires sont arrivés les premiers.",
        "Le travail volontaire des retraités tient la bibliothèque ouverte.",
        "La loi sur le volontariat a été promulguée en 2019.",
        "Ils soignent les malades sur la base du volontariat.",
        "Elle enseigne à titre bénévole depuis dix ans.",
        "Les habitants ont apporté une contribution volontaire en travail.",
        "Soixante jeunes se sont portés volontaires pour nettoyer la plage.",
        "Des volontaires accompagnent les collectes de sang.",
        "Trente Volontaires des Nations Unies appuient le registre.",
        "L’engagement volontaire des jeunes reste fort.",
        "Les volontaires ont animé les ateliers de l’examen national volontaire.",
        "Les relais communautaires, non rémunérés, visitent chaque foyer.",
        "La touiza a remis le canal en état.",
        "Les béné- voles ont servi la soupe.",
        "Jeunes et volontaires siègent au comité de quartier, où les volontaires votent.",
        "L’agence recrute des écovolontaires.",
        "Des centaines d’étudiants ont donné leurs samedis sans aucune contrepartie.",
    ],
}

ONLY_LOOKS_LIKE_IT = {
    "en": {
        "review": "This is our second voluntary national review, after the VNR of 2018.",
        "state_act": "In 2019 the Government volunteered to present at the forum.",
        "money_rules": "The office lives by voluntary, unearmarked contributions.",
        "consent": "Voluntary counselling and testing is offered in 40 clinics.",
        "military": "The all-volunteer force replaced the draft.",
        "salaried": "Salaried “volunteers” fill the posts.",
        "compulsory": "Mandatory community service replaces short sentences.",
        "choice_of_post": "Forty officers volunteered for early retirement.",
        "choice": "Reporting is on a purely voluntary basis.",
        "donation": "Voluntary unpaid blood donors met the need.",
        "family": "Women do three times as much unpaid care and domestic work.",
        "science": "Volunteer wheat must be removed before sowing.",
    },
    "zh": {
        "review": "这是我国第二次提交自愿国别评估报告。",
        "state_act": "该国自愿提交了第二份材料。",
        "money_rules": "基金依靠会员国自愿捐款。",
        "consent": "全国设有四十个艾滋病自愿咨询检测点。",
        "military": "中国人民志愿军老战士受邀观礼。",
        "salaried": "领薪“志愿者”占半数。",
        "compulsory": "九年义务教育巩固率达到97%。",
        "choice_of_post": "考生可在六月底前填报志愿。",
        "choice": "坚持自愿原则，允许农户退出。",
        "donation": "无偿献血人次创新高。",
        "family": "妇女承担了大部分无酬照护劳动。",
        "science": "该调查存在志愿者偏差。",
        "obligation": "双方的权利和义务由合同约定。",
    },
    "fr": {
        "review": "Voici notre deuxième examen national volontaire, après celui de 2018.",
        "state_act": "En 2019, le pays s’est porté volontaire pour présenter son rapport.",
        "money_rules": "Le fonds vit de contributions financières volontaires.",
        "consent": "Le conseil et le dépistage volontaires sont offerts dans 40 centres.",
        "military": "Les engagés volontaires touchent une solde.",
        "salaried": "Ces « volontaires » salariés occupent des postes permanents.",
        "compulsory": "Le travail d’intérêt général remplace les courtes peines.",
        "choice_of_post": "Quarante agents ont demandé un départ volontaire à la retraite.",
        "choice": "La déclaration se fait sur une base purement volontaire.",
        "donation": "Les donneurs de sang bénévoles ont couvert les besoins.",
        "family": "Les femmes assurent les travaux domestiques et de soins non rémunérés.",
        "science": "L’essai a porté sur soixante volontaires sains.",
    },
}


@pytest.mark.parametrize(
    ("code", "text"), [(code, text) for code in CODES for text in TRUE_VOLUNTEERING[code]]
)
def test_true_volunteering_stands(code: str, text: str) -> None:
    assert standing(code, text)


@pytest.mark.parametrize(
    ("code", "row", "text"),
    [(code, row, text) for code in CODES for row, text in ONLY_LOOKS_LIKE_IT[code].items()],
)
def test_what_only_looks_like_it_is_vetoed(code: str, row: str, text: str) -> None:
    rows = {
        entry["row"]
        for entry, pattern in zip(
            load(code, "confusables"), compiled(code, "confusables"), strict=True
        )
        if pattern.search(fold(text, code))
    }
    assert row in rows
    assert standing(code, text) == []


# ---- the word lists ----


def test_chinese_words_to_keep_whole() -> None:
    words = [entry["word"] for entry in load("zh", "domain")]
    assert len(words) == len(set(words))
    assert {"志愿服务", "志愿者", "志愿人员", "志愿服务组织", "义工", "自愿国别评估"} <= set(words)
    assert all(entry.get("frequency", 1) > 0 for entry in load("zh", "domain"))


@pytest.mark.parametrize(
    ("code", "some"),
    [
        ("en", {"No.", "Dr.", "para.", "approx.", "U.S."}),
        ("fr", {"MM.", "cf.", "n°.", "chap.", "suppl."}),
    ],
)
def test_abbreviations(code: str, some: set[str]) -> None:
    with (LANGUAGES / code / "abbreviations.toml").open("rb") as file:
        words = tomllib.load(file)["abbreviations"]
    assert len(words) == len(set(words))
    assert all(word.endswith(".") and " " not in word for word in words)
    assert some <= set(words)
