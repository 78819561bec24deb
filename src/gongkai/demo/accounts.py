"""The handful of demo accounts that are printed at the start."""

from dataclasses import dataclass

from gongkai.demo.district import PASSWORD


@dataclass(frozen=True)
class Account:
    username: str
    password: str
    what: str


def demo_accounts() -> tuple[Account, ...]:
    """Return one account for each role worth trying."""
    return tuple(
        Account(username, PASSWORD, what)
        for username, what in (
            ("czj.officer", "财政局经办人：起草信息、办理申请、填报数据"),
            ("czj.officer2", "财政局第二经办人：接收离岗移交、代理请假的同事"),
            ("czj.checker", "财政局核稿人"),
            ("czj.secrecy", "财政局保密审查员"),
            ("czj.approver", "财政局审签人：签发公开、审批答复"),
            ("czj.head", "财政局工作机构负责人：延期、报送签字、审核归档年度报告"),
            ("zfb.officer", "区政府办经办人：值班、接报突发事件"),
            ("zfb.gongkai", "政务公开办：转办申请、受理热线、管理值班和预警、编制和审核年度报告"),
            ("swj.officer", "水务局经办人：办理热线工单、答复留言"),
            ("yjj.officer", "应急局经办人：接收、发布预警"),
            ("zfb.head", "区政府办负责人：审核政务公开办编制的区政府年度报告"),
            ("zfb.approver", "区政府办审签人：审定归档区政府年度报告"),
        )
    )
