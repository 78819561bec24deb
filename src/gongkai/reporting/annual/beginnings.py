"""The text of a report to begin with, of the district and of a unit: six sections in which every number is a live figure."""

SECTIONS_TO_BEGIN_WITH = {
    "overview": """（一）主动公开。全年主动公开信息{{figure:publications.total}}条，其中乡镇街道{{figure:publications.townships}}条，区直部门{{figure:publications.departments}}条。信息公开专栏公开{{figure:publications.disclosure_column}}条，其中重点领域信息{{figure:publications.key_areas}}条。发布政策解读信息{{figure:interpretations.total}}条，其中领导解读{{figure:interpretations.leader}}条，本部门文件解读{{figure:interpretations.unit}}条，转载上级政策措施{{figure:interpretations.reposted}}条。
（二）回应关切。收到网站网民留言{{figure:messages.received}}条；办理市长热线{{figure:hotline.received}}件（办结{{figure:hotline.closed}}件，正在办理{{figure:hotline.open}}件）；上报值班信息{{figure:duty.reports}}期；发布天气预报、气象预警{{figure:weather.broadcasts}}条；监测并回应负面舆情{{figure:opinion.negative}}条。
（三）依申请公开。全年收到政府信息公开申请{{figure:requests.new.total}}件，全部在法定期限内答复。
（四）政府信息管理和平台建设。政务服务事项{{figure:services.items}}项，其中{{figure:services.online}}项已开通在线申报办理，网上可办率{{percent:services.online/services.items}}。
（五）监督保障。重点考核单位共{{figure:units.assessed}}个，其中区直部门和区属部门{{figure:units.assessed.departments}}个，乡镇街道{{figure:units.assessed.townships}}个。召开政务公开领导小组会议{{figure:meetings.leading_group}}次，组织业务培训{{figure:trainings}}次。工作考核结果纳入年度综合考核通报；社会评议通过网站意见箱开展；全年未发生需要责任追究的情形。""",
    "proactive": "主动公开政府信息的数量见下表。",
    "applications": "收到和处理政府信息公开申请的情况见下表。",
    "remedies": "因政府信息公开申请行政复议、提起行政诉讼的情况见下表。",
    "problems": """（一）存在的问题：部分单位基础设施不完善、人员配备不足；部分专网系统尚未与一体化政务服务平台对接。
（二）改进措施：健全日读网、月更新、季互查、年考评的工作机制；推进平台对接，自下一年度起由数据报送系统按记录汇总各项数据。""",
    "other": "没有其他需要报告的事项。",
}

UNIT_SECTIONS_TO_BEGIN_WITH = {
    "overview": """（一）主动公开。全年主动公开信息{{figure:publications.total}}条，其中信息公开专栏公开{{figure:publications.disclosure_column}}条；发布政策解读信息{{figure:interpretations.total}}条。
（二）依申请公开。全年收到政府信息公开申请{{figure:requests.new.total}}件，办结{{figure:requests.result_total.total}}件，结转下年度{{figure:requests.carried_out.total}}件。
（三）政府信息管理、平台建设和监督保障。公开信息均经核稿、保密审查、签发，由平台编制索引号并登记。""",
    "proactive": "主动公开政府信息的数量见下表。",
    "applications": "收到和处理政府信息公开申请的情况见下表。",
    "remedies": "因政府信息公开申请行政复议、提起行政诉讼的情况见下表。",
    "problems": "（一）存在的问题：\n（二）改进措施：",
    "other": "没有其他需要报告的事项。",
}
