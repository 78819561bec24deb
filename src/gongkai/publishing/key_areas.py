"""Key areas (重点领域): tags over the catalogue, in common use; no closed national list is in force."""

# The word in addresses → the area as it is tagged. An area outside this list is shown on the item alone.
KEY_AREAS = {
    "budget": "财政资金", "projects": "重大建设项目", "resources": "公共资源配置", "welfare": "社会公益事业",
    "poverty": "脱贫攻坚", "education": "教育", "health": "医疗卫生", "environment": "环境保护", "ecology": "生态环境",
    "rescue": "灾害事故救援", "food": "食品药品安全", "relief": "社会救助", "land": "征地拆迁", "safety": "安全生产",
    "employment": "就业社保", "housing": "住房保障", "enterprises": "国企监管", "elderly": "养老服务",
    "reform": "放管服改革",
}  # fmt: skip
CODES = {label: code for code, label in KEY_AREAS.items()}
