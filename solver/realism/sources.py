"""Where the published figures of home care and community nursing are from. Most were read as summaries."""

from __future__ import annotations

UNPROVEN = "unproven"  # looked for and not found: somebody's guess, never called a fact

SOURCES: dict[str, str] = {
    "S1": "British Journal of Community Nursing, March 2022 (England 2019/20, NHS bodies only, school nurses included)",
    "S2": "ADASS, November 2021 and May 2022 (40.3 million hours of home care a quarter)",
    "S3": "Health Innovation West of England, citing the Homecare Association",
    "S4": "Department of Health, Northern Ireland, survey weeks of September 2016 to 2023",
    "S5": "Public Health Scotland 2023 and 2024; Scottish Government 2012",
    "S6": "Future Care Capital, May 2022 (Torbay)",
    "S7": "NIHR, Allan, September 2021 (providers a council in 2018)",
    "S8": "A franchise brochure citing LaingBuisson",
    "S9": "Martin, Hill and Holt: 159 nursing teams",
    "S10": "National Wound Care Strategy, in the Journal of the Venous Forum",
    "S11": "ADASS, autumn 2025 (told by the Care Workers' Charity)",
    "S12": "Torbay Council 2022 (cost of care: medians of ten providers)",
    "S13": "Access Group with UKHCA, July 2019",
    "S14": "NHS Digital 2008",
    "S15": "Corporate Watch, records of 31 councils; 15 and 30 minutes: measures of contracts",
    "S16": "Skills for Care 2023/24 (told by RWK Goodman)",
    "S17": "Skills for Care 2018/19 (told by LaingBuisson News)",
    "S18": "British Journal of Nursing (Skills for Care 2018/19)",
    "S19": "Community Care and Unison, December 2015 (417 carers)",
    "S20": "Skills for Care, July 2025 (told by the Homecare Association)",
    "S21": "Access Group 2018",
    "S22": "UKHCA 2014 and 2020 (pay for travel)",
    "S23": "Unison, June 2023",
    "S24": "Homecare Voices 2025",
    "S25": "BMC Health Services Research 2014 (Norway)",
    "S26": "Queen's Nursing Institute 2022",
    "S27": "Infostat 2021 (Sweden)",
    "S28": "NHS England (discharges by weekday)",
    "S29": "BMJ Open 2022 (Barking and Dagenham)",
}
