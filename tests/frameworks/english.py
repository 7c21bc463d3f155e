"""What the English test documents say where they say nothing of volunteering.

Slots in braces are filled by :mod:`tests.frameworks.building`. The last group has the words that
look like volunteering and are not.
"""

PLACES = (
    "Marawe", "the Tolo plateau", "Kessin", "the lower Banta", "Oruvale", "the Sidra corridor",
    "Nambeko", "the island districts", "Port Asher", "the Halu basin", "Vestry", "the eastern border",
)  # fmt: skip
BODIES = (
    "the Ministry of Planning", "the Bureau of Statistics", "the Ministry of Health",
    "the Ministry of Education", "the National Assembly", "the Water Authority",
    "the Association of Municipalities", "the Ministry of Agriculture", "the Central Bank",
    "the Office of the Ombudsperson", "the Ministry of Labour", "the Environment Agency",
)  # fmt: skip

TOPICS: dict[str, tuple[str, ...]] = {
    "economy": (
        "Output grew by {p} per cent in {year}, carried by construction and by exports of fruit.",
        "Growth has not brought jobs: {n} people enter the labour market each year and fewer than half find formal work.",
        "Remittances equal {p} per cent of national income and are spent on food, rent and school fees.",
        "Small firms in {place} pay twice the interest that firms in the capital pay.",
        "Public debt rose from {p} to {q} per cent of national income, which narrows the room for new spending.",
        "Customs now clear a truck at {place} in nine hours, where it took three days in {year}.",
        "{Body} expects tax revenue to recover once the exemptions of {year} have run out.",
        "Three firms in ten say that power cuts are the chief obstacle to their business.",
        "The market at {place} was rebuilt in {year} and lets {n} stalls at a price that traders can pay.",
        "Informal work accounts for {p} per cent of employment, more among women than among men.",
    ),
    "health": (
        "Deaths of mothers fell to {n} per hundred thousand births, yet the decline has slowed since {year}.",
        "One clinic in four has no running water, and in {place} it is every second one.",
        "{Body} opened {n} posts for midwives, of which two thirds are filled.",
        "Stunting affects {p} per cent of children under five and follows the price of maize by half a year.",
        "Households pay {p} per cent of the cost of care out of their own pocket.",
        "A cold chain that reaches {place} cut the loss of vaccines by half.",
        "Deaths from heart disease overtook those from infections for the first time in {year}.",
        "The health information system covers {n} facilities and reports each month.",
        "Mental health has {q} specialists for the whole country, all of them in two cities.",
    ),
    "education": (
        "Enrolment in primary school is close to complete; in {place} one girl in six leaves before the last grade.",
        "In {year} only {p} per cent of pupils read a simple text at the end of grade three.",
        "{Body} trained {n} teachers in the new curriculum, most of them in towns.",
        "Schools in {place} teach in two shifts because classrooms are too few.",
        "Vocational colleges take {n} students a year, while firms ask for twice as many electricians and welders.",
        "Pupils with disabilities are counted since {year}; {q} per cent of them are in ordinary schools.",
        "Textbooks reach the districts before term in seven provinces of eleven.",
        "The school meals budget was doubled and now buys from farmers within forty kilometres.",
    ),
    "environment": (
        "The dry season has grown by eleven days since {year}, and the wells at {place} fail in its last month.",
        "Forest cover fell by {q} per cent in ten years, mostly along the road to {place}.",
        "{Body} fines firms that dump waste into the river, though only {n} cases came to court.",
        "The flood of {year} cut off {n} households and took the bridge at {place}.",
        "Solar pumps irrigate {n} hectares and have replaced diesel in {q} districts.",
        "Maps of landslides exist for a third of the settlements at risk.",
        "Fishing crews report smaller catches each year and go further out to sea.",
        "Half of all plastic is burnt or buried, and the landfill of {place} is full.",
        "The national adaptation plan puts a price of {n} million on the next decade.",
    ),
    "governance": (
        "The law on access to information was passed in {year}, and {n} requests were answered in its first year.",
        "{Body} publishes the budget on the day it is tabled, with a version for citizens.",
        "Courts decide a civil case in {n} days on average, a third less than in {year}.",
        "Women hold {p} per cent of seats in local councils and {q} per cent of mayors' offices.",
        "Councils raise a tenth of what they spend and depend on transfers that come late.",
        "Trust in the police rose in {place}, where officers have patrolled on foot since {year}.",
        "Birth registration reaches {p} per cent and is lowest among children born at home.",
        "A commission against corruption heard {n} complaints and sent forty of them to the prosecutor.",
    ),
    "protection": (
        "The cash transfer reaches {n} households, or a third of those who live below the poverty line.",
        "A register of households links four programmes and is updated every two years.",
        "People with disabilities wait eleven months for an assessment, longer in {place}.",
        "{Body} runs {q} shelters for survivors of violence; none of them is in {place}.",
        "Refugees have had the right to work since {year}, and {p} per cent of adults do.",
        "Older people who live alone are the poorest group in the survey of {year}.",
        "Child labour fell to {q} per cent and is now mostly found in brick kilns and on farms.",
        "Pensions cover salaried workers, who are {p} per cent of all workers.",
    ),
    "united_nations": (
        "The United Nations will work with {body} so that plans, budgets and data speak of the same priorities.",
        "The country team brings advice on norms, figures that can be compared, and an honest broker's seat.",
        "Support in {place} will be joint: one assessment, one plan and one report for all entities.",
        "Resident and non-resident entities will share offices in {place} and a common service centre.",
        "The outcome assumes that the law on local finance is adopted by {year}.",
        "Programmes will begin where deprivation is deepest and where partners are already present.",
        "If districts can plan with data, and if funds reach them on time, then services will reach those who are left behind.",
        "South-South exchanges with three neighbours will bring experience with index insurance and grain reserves.",
        "The team will phase out direct delivery and build what {body} can run by itself.",
    ),
    "coordination": (
        "A joint steering committee, led by the Government and the Resident Coordinator, meets twice a year.",
        "Results groups prepare joint workplans each January and review them in July.",
        "{Body} names a focal point for each outcome, and the deputy minister chairs.",
        "A business operations strategy is to save {q} million over five years in procurement and rent.",
        "Funds will come from core budgets, from a joint fund, and from what donors give to single programmes.",
        "The funding gap is {p} per cent of the total, largest for the outcome on resilience.",
        "A communications group speaks with one voice and publishes in three languages.",
        "Cash transfers to partners follow one set of rules, with spot checks and an audit each year.",
    ),
    "measurement": (
        "Progress is measured by {q} indicators, of which two thirds come from national statistics.",
        "{Body} will hold a household survey in {year} and a labour force survey every quarter.",
        "An annual review brings partners together and its findings change the next workplan.",
        "An independent evaluation takes place in the year before the last and is made public.",
        "Risks are reviewed every six months: drought, a change in prices, elections, and a fall in aid.",
        "Data are broken down by sex, age, disability and district wherever the sample allows.",
        "The monitoring group visits {place} each spring and talks with the people whom programmes serve.",
        "Baselines that are missing will be set in the first year, and the matrix will say so.",
    ),
    "false_friends": (
        "Voluntary return of {n} displaced people to {place} was assisted in {year}.",
        "Firms may join the carbon market on a voluntary basis from {year} on.",
        "The country presented its voluntary national review in {year}.",
        "Voluntary contributions of member States finance {p} per cent of the programme.",
        "Workers may take voluntary insurance with {body}, though few do.",
        "Counselling and voluntary testing are offered at {n} sites.",
    ),
}  # fmt: skip

CHAPTER_TOPICS = {
    "situation": ("economy", "health", "education", "environment", "governance", "protection"),
    "support": ("united_nations", "environment", "education", "governance", "protection"),
    "implementation": ("coordination", "united_nations", "governance"),
    "resources": ("coordination", "economy"),
    "monitoring": ("measurement", "coordination"),
    "summary": ("united_nations", "economy", "protection"),
}
"""Which topics the filler of a chapter is drawn from."""

SUBHEADS = {
    "situation": ("Economy and work", "Health", "Learning", "Land and climate", "Institutions", "Who is left behind"),
    "support": ("From analysis to priorities", "Prosperity", "People", "Planet", "Peace", "Partners"),
    "implementation": ("Ways of working", "Joint planning", "Offices and services", "Money"),
    "resources": ("What is needed", "What is at hand"),
    "monitoring": ("Data", "Reviews", "Evaluation", "Risks"),
    "summary": (),
}  # fmt: skip

ROWS: tuple[tuple[str, str, str, str, str, str], ...] = (
    ("Households with safe water within 500 metres", "{p}% ({year})", "{q0}%", "Household survey", "Water Authority; UNICEF", "{q}.4"),
    ("Pupils who read a simple text at the end of grade three", "{p}% ({year})", "{q0}%", "Learning assessment", "Ministry of Education; UNESCO, UNICEF", "{q}.1"),
    ("Births attended by skilled staff in rural districts", "{p}% ({year})", "{q0}%", "Health information system", "Ministry of Health; UNFPA, WHO", "{q}.7"),
    ("Small farmers insured against drought", "{n} ({year})", "{m}", "Register of the insurer", "Ministry of Agriculture; WFP, FAO", "{q}.0"),
    ("Municipalities whose budget is made public before it is adopted", "{q} ({year})", "{q0}", "Association of Municipalities", "Association of Municipalities; UNDP", "{q}.3"),
    ("Women and men who gained formal work after training", "{n} ({year})", "{m}", "Labour force survey", "Ministry of Labour; ILO, UN Women", "{q}.9"),
    ("Hectares of degraded land under restoration", "{n} ({year})", "{m}", "Satellite survey", "Environment Agency; FAO, UNEP", "{q}.5"),
    ("Displaced persons who returned in safety and dignity", "{n} ({year})", "{m}", "Registration data", "Ministry of the Interior; IOM, UNHCR", "{q}.2"),
    ("Survivors of violence who received three services or more", "{n} ({year})", "{m}", "Case records", "Ministry of Justice; UN Women, UNFPA", "{q}.6"),
    ("Settlements with a map of landslides and a warning plan", "{q} ({year})", "{q0}", "Annual report of the agency", "Environment Agency; UNDP, UNDRR", "{q}.8"),
    ("Share of public spending tagged to the Goals", "{q}% ({year})", "{p}%", "Budget system", "Ministry of Planning; UNDP, UNICEF", "{q}.1"),
    ("Refugee children enrolled in ordinary schools", "{p}% ({year})", "{q0}%", "School census", "Ministry of Education; UNHCR, UNICEF", "{q}.4"),
)  # fmt: skip
"""Rows of a results framework: indicator, baseline, target, source, partners, millions."""

OUTCOMES = (
    "By the end of the cycle more people have decent work in an economy that wastes less",
    "By the end of the cycle everyone can use health, learning and protection of good quality",
    "By the end of the cycle communities withstand drought, flood and rising prices",
    "By the end of the cycle institutions answer to the people and share power with them",
)
OUTPUTS = (
    "Districts plan and spend with data",
    "Services reach the last kilometre",
    "Rules and standards are adopted and kept",
    "People know their rights and claim them",
)
AGENCIES = (
    "FAO", "IFAD", "ILO", "IOM", "OHCHR", "UNAIDS", "UNDP", "UNEP", "UNESCO", "UNFPA", "UN-Habitat",
    "UNHCR", "UNICEF", "UNIDO", "UNODC", "UNOPS", "UNV", "UN Women", "WFP", "WHO",
)  # fmt: skip
