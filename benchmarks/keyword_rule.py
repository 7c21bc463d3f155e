"""What a hurried analyst would write: a pattern for volunteers, three lists of words.

It is the measure of every model here, so it is meant to be as good as such a rule gets in an
hour: the volunteers of armies are left out, traditional characters are folded to simplified
ones, French is read without accents, and a passage that no list claims gets the commonest
objective.
"""

import re

from voltag.text.scripts import fold
from voltag.types import Labels, Objective, Polarity, Reference, Scores

_MILITARY = {
    "en": r"all[- ]volunteer|volunteer (?:army|military|forces?|soldiers?|battalions?|infantry)|"
    r"(?:people's|military) volunteers?|volunteer(?:ed|s)? to (?:present|host)|"
    r"voluntary (?:army|military)",
    "zh": r"志愿军|志愿兵|志愿役|填报志愿|报考志愿|第一志愿|平行志愿|志愿填报|志愿分发",
    "fr": r"engages? volontaires?|volontaires? (?:de l'armee|militaires?)|armee de volontaires|"
    r"examens? nationa(?:l|ux) volontaires?|volontaire (?:national|local)|"
    r"(?:contributions?|retour|depart|rapatriement|depistage|adhesion|don) volontaires?",
}
_VOLUNTEERS = {
    "en": r"\bvolunteer|\bvolunteeris|\bunpaid (?:help|work for)|\bvoluntary (?:work|service)\b",
    "zh": r"志愿|义工|志工|义务(?:服务|工作者|巡逻|劳动)",
    "fr": r"\bbenevol|\bvolontaires\b|\bvolontariat|\bservice civique",
}
_OBJECTIVES = {
    Objective.OWNERSHIP: {
        "en": r"help|work(?:ed|s|ing) |assist|support|train|recruit|youth|young|women|older|"
        r"elderly|disab|refugee|communit|mobili[sz]|participat|network|centre|center|pandemic|covid|"
        r"disaster|relief|rescue|thousand|insur|protect|award|joined|taught|teach",
        "zh": r"开展|参与|参加|组织|队伍|培训|保险|保障|帮助|帮扶|救援|疫情|抗疫|防疫|青年|妇女|"
        r"老年|老人|残疾|儿童|社区|平台|表彰|奖励|注册|万人|万名|团队|站点",
        "fr": r"aid(?:e|ent|er)|appu|form(?:e|ation)|recrut|jeune|femme|age|handicap|refugie|"
        r"communaut|mobilis|particip|reseau|centre|pandemie|covid|catastrophe|secour|millier|"
        r"assur|prote|prix|enseign|equipe",
    },
    Objective.INTEGRATION: {
        "en": r"\blaw|\bact\b|polic|strateg|plan|regulation|legislation|ministr|government|program|"
        r"partnership|agreement|framework|resolution|shall|united nations|national|director",
        "zh": r"法|条例|规定|办法|规划|计划|政策|战略|政府|部门|国家|鼓励|支持|应当|应该|机制|体系|"
        r"制度|联合国|协议|合作",
        "fr": r"\bloi|decret|politique|strateg|\bplan|reglement|legislat|minist|gouvernement|"
        r"programme|partenariat|accord|cadre|resolution|nations unies|national|direct",
    },
    Objective.MEASUREMENT: {
        "en": r"survey|census|statistic|per cent|percent|%|data|measur|\brate\b|hours|"
        r"value of|\bgdp\b|citizen scien|monitor",
        "zh": r"调查|普查|统计|百分|％|%|数据|时长|小时|测量|监测|价值|国内生产总值|GDP",
        "fr": r"enquete|recensement|statisti|pour cent|%|donnees|mesur|\btaux\b|heures|valeur|"
        r"\bpib\b|science participative|suivi",
    },
}


def keyword_labels(text: str, language: str) -> Labels:
    """Label ``text`` by words alone; its scores are 0 or 1, and it knows no codes."""
    folded = fold(text, language).lower()
    rest = re.sub(_MILITARY[language], " ", folded)
    called = re.search(_VOLUNTEERS[language], rest) is not None
    objectives: tuple[Objective, ...] = ()
    if called:
        objectives = tuple(
            objective
            for objective, lists in _OBJECTIVES.items()
            if re.search(lists[language].lower(), rest)
        ) or (Objective.OWNERSHIP,)
    return Labels(
        reference=Reference.CONTRIBUTION if called else Reference.NONE,
        scores=Scores(float(called), *(float(o in objectives) for o in Objective)),
        in_doubt=(),
        objectives=objectives,
        codes=(),
        b4_kind=None,
        implicit=False,
        polarity=Polarity.NEUTRAL,
        terms=(),
    )
