"""Duty: roster, hand-overs, the log the database refuses to change, events and their reports, checks, limits."""

import django.db.models.deletion
import gongkai.cases.personal
from django.conf import settings
from django.db import migrations, models


TRIGGERS = """
CREATE TRIGGER duty_log_rows BEFORE UPDATE OR DELETE ON voice_dutylogentry
    FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER duty_log_table BEFORE TRUNCATE ON voice_dutylogentry
    FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0002_append_only'),
        ('cases', '0008_order_by_the_key'),
        ('units', '0003_review_bodies'),
        ("voice", "0005_opinion"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='OfficeLimit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('work_safety', '生产安全事故'), ('road_traffic', '道路交通事故'), ('fire', '火灾事故'), ('public_health', '公共卫生事件'), ('natural_disaster', '自然灾害'), ('environment', '环境污染和生态破坏'), ('social_security', '社会安全事件'), ('other', '其他重要情况')], max_length=20, verbose_name='类别')),
                ('phone', models.PositiveIntegerField(verbose_name='电话报告（分钟）')),
                ('written', models.PositiveIntegerField(verbose_name='书面报告（分钟）')),
                ('since', models.DateField(verbose_name='自')),
                ('source', models.CharField(max_length=200, verbose_name='依据')),
                ('entered_by', models.CharField(max_length=60, verbose_name='录入人')),
            ],
            options={
                'verbose_name': '报告时限',
                'verbose_name_plural': '报告时限',
                'ordering': ['kind', 'since', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='DutyEvent',
            fields=[
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='duty_event', serialize=False, to='cases.case')),
                ('kind', models.CharField(choices=[('work_safety', '生产安全事故'), ('road_traffic', '道路交通事故'), ('fire', '火灾事故'), ('public_health', '公共卫生事件'), ('natural_disaster', '自然灾害'), ('environment', '环境污染和生态破坏'), ('social_security', '社会安全事件'), ('other', '其他重要情况')], max_length=20, verbose_name='类别')),
                ('received_at', models.DateTimeField(verbose_name='接报时间')),
                ('occurred_at', models.DateTimeField(verbose_name='发生时间')),
                ('place', models.CharField(max_length=200, verbose_name='地点')),
                ('nature', models.TextField(max_length=4000, verbose_name='事件经过和性质')),
                ('source', models.CharField(max_length=100, verbose_name='信息来源')),
                ('informed', models.CharField(blank=True, max_length=300, verbose_name='已通知的人员和单位')),
                ('measures', models.TextField(blank=True, max_length=4000, verbose_name='已采取的措施')),
                ('reporter_name', gongkai.cases.personal.EncryptedTextField(blank=True, default='', verbose_name='报告人')),
                ('reporter_post', models.CharField(blank=True, max_length=60, verbose_name='报告人职务')),
                ('reporter_phone', gongkai.cases.personal.EncryptedTextField(blank=True, default='', verbose_name='报告人电话')),
                ('deaths', models.PositiveIntegerField(default=0, verbose_name='死亡')),
                ('missing', models.PositiveIntegerField(default=0, verbose_name='失联')),
                ('serious', models.PositiveIntegerField(default=0, verbose_name='重伤')),
                ('minor', models.PositiveIntegerField(default=0, verbose_name='轻伤')),
                ('loss', models.PositiveIntegerField(default=0, verbose_name='直接经济损失（万元）')),
                ('suggested', models.CharField(choices=[('special', '特别重大'), ('major', '重大'), ('larger', '较大'), ('ordinary', '一般')], max_length=10, verbose_name='建议等级')),
                ('level', models.CharField(choices=[('special', '特别重大'), ('major', '重大'), ('larger', '较大'), ('ordinary', '一般')], max_length=10, verbose_name='等级')),
                ('level_reason', models.CharField(blank=True, max_length=300, verbose_name='等级与建议不同的理由')),
                ('limit_source', models.CharField(max_length=200, verbose_name='时限依据')),
                ('phone_by', models.DateTimeField(verbose_name='电话报告时限')),
                ('written_by', models.DateTimeField(verbose_name='书面报告时限')),
                ('phone_at', models.DateTimeField(blank=True, null=True, verbose_name='电话报告时间')),
                ('phone_to', models.CharField(blank=True, max_length=100, verbose_name='电话报告给')),
                ('written_at', models.DateTimeField(blank=True, null=True, verbose_name='书面首报时间')),
                ('changed_at', models.DateTimeField(blank=True, null=True, verbose_name='伤亡变化时间')),
                ('form_token', models.CharField(max_length=64, unique=True)),
            ],
            options={
                'verbose_name': '突发事件',
                'verbose_name_plural': '突发事件',
                'indexes': [models.Index(condition=models.Q(('phone_at', None)), fields=['phone_by'], name='events_not_phoned'), models.Index(condition=models.Q(('written_at', None)), fields=['written_by'], name='events_not_written')],
            },
        ),
        migrations.CreateModel(
            name='DutyPerson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(choices=[('leader', '带班领导'), ('officer', '值班员'), ('driver', '司机')], max_length=8, verbose_name='班次职责')),
                ('name', models.CharField(max_length=30, verbose_name='姓名')),
                ('post', models.CharField(blank=True, max_length=60, verbose_name='职务')),
                ('phone', gongkai.cases.personal.EncryptedTextField(blank=True, default='', verbose_name='值班电话（手机）')),
                ('sort', models.PositiveIntegerField(default=0, verbose_name='轮值顺序')),
                ('is_active', models.BooleanField(default=True, verbose_name='参加排班')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duty_people', to='units.unit', verbose_name='单位')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='duty_people', to=settings.AUTH_USER_MODEL, verbose_name='登录账号')),
            ],
            options={
                'verbose_name': '值班人员',
                'verbose_name_plural': '值班人员',
                'ordering': ['unit__sort', 'part', 'sort', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Instruction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('leader', models.CharField(max_length=60, verbose_name='批示领导')),
                ('text', models.TextField(max_length=2000, verbose_name='批示内容')),
                ('given_at', models.DateTimeField(verbose_name='批示时间')),
                ('recorded_by', models.CharField(max_length=60, verbose_name='登记人')),
                ('recorded_at', models.DateTimeField(verbose_name='登记时间')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duty_instructions', to='cases.case', verbose_name='事件')),
            ],
            options={
                'verbose_name': '领导批示',
                'verbose_name_plural': '领导批示',
                'ordering': ['case_id', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='InstructionTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_at', models.DateTimeField(verbose_name='反馈时限')),
                ('reply', models.TextField(blank=True, max_length=2000, verbose_name='落实情况')),
                ('replied_by', models.CharField(blank=True, max_length=60, verbose_name='反馈人')),
                ('replied_at', models.DateTimeField(blank=True, null=True, verbose_name='反馈时间')),
                ('instruction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='voice.instruction', verbose_name='批示')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duty_tasks', to='units.unit', verbose_name='落实单位')),
            ],
            options={
                'verbose_name': '批示落实',
                'verbose_name_plural': '批示落实',
                'ordering': ['instruction_id', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='序号')),
                ('kind', models.CharField(choices=[('first', '首报'), ('follow_up', '续报'), ('re_report', '补报')], max_length=12, verbose_name='报告')),
                ('is_final', models.BooleanField(default=False, verbose_name='终报')),
                ('is_daily', models.BooleanField(default=False, verbose_name='日报')),
                ('title', models.CharField(max_length=200, verbose_name='标题')),
                ('source', models.CharField(blank=True, max_length=100, verbose_name='信息来源')),
                ('occurred', models.CharField(blank=True, max_length=60, verbose_name='时间')),
                ('place', models.CharField(blank=True, max_length=200, verbose_name='地点')),
                ('nature', models.TextField(blank=True, max_length=4000, verbose_name='事件经过和性质')),
                ('scope', models.TextField(blank=True, max_length=2000, verbose_name='影响范围')),
                ('situation', models.TextField(max_length=2000, verbose_name='伤亡和损失')),
                ('trend', models.TextField(blank=True, max_length=2000, verbose_name='发展趋势')),
                ('leaders', models.TextField(blank=True, max_length=1000, verbose_name='到场领导')),
                ('measures', models.TextField(blank=True, max_length=4000, verbose_name='处置措施')),
                ('requests', models.TextField(blank=True, max_length=2000, verbose_name='请求事项')),
                ('toll', models.JSONField(default=list, verbose_name='伤亡数字')),
                ('drafted_by', models.CharField(max_length=60, verbose_name='拟稿人')),
                ('drafted_at', models.DateTimeField(verbose_name='拟稿时间')),
                ('approved_by', models.CharField(blank=True, max_length=60, verbose_name='审定人')),
                ('approved_at', models.DateTimeField(blank=True, null=True, verbose_name='审定时间')),
                ('leader_note', models.CharField(blank=True, max_length=200, verbose_name='带班领导意见')),
                ('year', models.PositiveIntegerField(blank=True, null=True, verbose_name='年度')),
                ('issue', models.PositiveIntegerField(blank=True, null=True, verbose_name='期号')),
                ('content', models.JSONField(default=dict, verbose_name='内容')),
                ('pdf', models.FileField(blank=True, upload_to='duty/%Y/', verbose_name='PDF')),
                ('pdf_sha256', models.CharField(blank=True, max_length=64)),
                ('channel', models.CharField(blank=True, choices=[('system', '值班信息系统'), ('fax', '传真'), ('document', '电子公文'), ('direct', '网络直报'), ('courier', '专人送达')], max_length=12, verbose_name='上报渠道')),
                ('sent_to', models.CharField(blank=True, max_length=100, verbose_name='报送对象')),
                ('receiver', models.CharField(blank=True, max_length=60, verbose_name='接收人')),
                ('receipt', models.CharField(blank=True, max_length=60, verbose_name='回执号')),
                ('is_skip_level', models.BooleanField(default=False, verbose_name='越级上报')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='上报时间')),
                ('sent_by', models.CharField(blank=True, max_length=60, verbose_name='上报人')),
                ('is_late', models.BooleanField(default=False, verbose_name='超过时限')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duty_reports', to='cases.case', verbose_name='事件')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit', verbose_name='单位')),
            ],
            options={
                'verbose_name': '值班信息',
                'verbose_name_plural': '值班信息',
                'ordering': ['case_id', 'number', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Shift',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='日期')),
                ('half', models.CharField(choices=[('whole', '全天'), ('day', '白班'), ('night', '夜班')], default='whole', max_length=8, verbose_name='班次')),
                ('starts_at', models.DateTimeField(verbose_name='起')),
                ('ends_at', models.DateTimeField(verbose_name='止')),
                ('note', models.CharField(blank=True, max_length=100, verbose_name='备注')),
                ('revision', models.PositiveIntegerField(default=0, verbose_name='修订号')),
                ('driver', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='voice.dutyperson', verbose_name='司机')),
                ('leader', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='voice.dutyperson', verbose_name='带班领导')),
                ('officers', models.ManyToManyField(related_name='shifts', to='voice.dutyperson', verbose_name='值班员')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shifts', to='units.unit', verbose_name='单位')),
            ],
            options={
                'verbose_name': '班次',
                'verbose_name_plural': '班次',
                'ordering': ['starts_at', 'unit__sort'],
            },
        ),
        migrations.CreateModel(
            name='HandOver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('matters', models.TextField(max_length=4000, verbose_name='值班情况')),
                ('unfinished', models.TextField(blank=True, max_length=4000, verbose_name='未尽事项')),
                ('open_events', models.JSONField(default=list, verbose_name='未办结的事件')),
                ('written_by', models.CharField(max_length=60, verbose_name='交班人')),
                ('written_at', models.DateTimeField(verbose_name='交班时间')),
                ('acknowledged_by', models.CharField(blank=True, max_length=60, verbose_name='接班人')),
                ('acknowledged_at', models.DateTimeField(blank=True, null=True, verbose_name='接班时间')),
                ('remark', models.CharField(blank=True, max_length=300, verbose_name='接班意见')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit', verbose_name='单位')),
                ('shift', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='hand_over', to='voice.shift', verbose_name='交班班次')),
            ],
            options={
                'verbose_name': '交接班记录',
                'verbose_name_plural': '交接班记录',
                'ordering': ['-written_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='DutyAlarm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('gap', '值班表有空岗'), ('not_written', '没有写交接班记录'), ('not_acknowledged', '交接班没有签收')], max_length=20, verbose_name='告警')),
                ('key', models.CharField(max_length=80, unique=True)),
                ('text', models.CharField(max_length=200, verbose_name='内容')),
                ('day', models.DateField(verbose_name='日期')),
                ('raised_at', models.DateTimeField(verbose_name='告警时间')),
                ('cleared_at', models.DateTimeField(blank=True, null=True, verbose_name='解除时间')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duty_alarms', to='units.unit', verbose_name='单位')),
                ('shift', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='voice.shift')),
            ],
            options={
                'verbose_name': '值班告警',
                'verbose_name_plural': '值班告警',
                'ordering': ['-raised_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='ShiftChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('before', models.CharField(max_length=300, verbose_name='原安排')),
                ('after', models.CharField(max_length=300, verbose_name='现安排')),
                ('reason', models.CharField(max_length=200, verbose_name='理由')),
                ('by', models.CharField(max_length=60, verbose_name='经办人')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('shift', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='voice.shift', verbose_name='班次')),
            ],
            options={
                'verbose_name': '调班记录',
                'verbose_name_plural': '调班记录',
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='DutyCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('way', models.CharField(choices=[('phone', '电话抽查'), ('video', '视频点名'), ('site', '现场检查')], max_length=8, verbose_name='方式')),
                ('checked_at', models.DateTimeField(verbose_name='查岗时间')),
                ('is_manned', models.BooleanField(verbose_name='在岗')),
                ('found', models.CharField(max_length=300, verbose_name='情况')),
                ('checked_by', models.CharField(max_length=60, verbose_name='查岗人')),
                ('explanation', models.CharField(blank=True, max_length=500, verbose_name='被查单位说明')),
                ('explained_by', models.CharField(blank=True, max_length=60, verbose_name='说明人')),
                ('explained_at', models.DateTimeField(blank=True, null=True, verbose_name='说明时间')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duty_checks', to='units.unit', verbose_name='被查单位')),
            ],
            options={
                'verbose_name': '查岗记录',
                'verbose_name_plural': '查岗记录',
                'ordering': ['-checked_at', '-pk'],
                'indexes': [models.Index(condition=models.Q(('explained_at', None), ('is_manned', False)), fields=['unit'], name='checks_to_explain')],
                'constraints': [models.UniqueConstraint(models.F('unit'), models.F('checked_at'), name='one_check_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='DutyLogEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('phone', '来电'), ('outgoing', '去电'), ('document', '来文'), ('matter', '值班事项')], max_length=10, verbose_name='类别')),
                ('happened_at', models.DateTimeField(verbose_name='时间')),
                ('place', models.CharField(blank=True, max_length=200, verbose_name='地点')),
                ('text', models.TextField(max_length=4000, verbose_name='起因、经过和措施')),
                ('informed', models.CharField(blank=True, max_length=300, verbose_name='已通知的人员和单位')),
                ('reporter_name', gongkai.cases.personal.EncryptedTextField(blank=True, default='', verbose_name='报告人')),
                ('reporter_post', models.CharField(blank=True, max_length=60, verbose_name='报告人职务')),
                ('reporter_phone', gongkai.cases.personal.EncryptedTextField(blank=True, default='', verbose_name='报告人电话')),
                ('recorded_by', models.CharField(max_length=60, verbose_name='记录人')),
                ('recorded_at', models.DateTimeField(verbose_name='记录时间')),
                ('form_token', models.CharField(max_length=64, unique=True)),
                ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='duty_log', to='cases.case', verbose_name='事件')),
                ('corrects', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='voice.dutylogentry', verbose_name='更正')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit', verbose_name='单位')),
            ],
            options={
                'verbose_name': '值班日志',
                'verbose_name_plural': '值班日志',
                'ordering': ['-happened_at', '-pk'],
                'indexes': [models.Index(fields=['unit', '-happened_at'], name='duty_log_of_unit')],
            },
        ),
        migrations.AddConstraint(
            model_name='dutyperson',
            constraint=models.UniqueConstraint(models.F('unit'), models.F('part'), models.F('name'), name='one_duty_person_of_a_name'),
        ),
        migrations.AddIndex(
            model_name='instructiontask',
            index=models.Index(condition=models.Q(('replied_at', None)), fields=['unit', 'due_at'], name='duty_tasks_open'),
        ),
        migrations.AddConstraint(
            model_name='instructiontask',
            constraint=models.UniqueConstraint(models.F('instruction'), models.F('unit'), name='one_task_of_a_unit'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(fields=['-sent_at'], name='duty_reports_sent'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(fields=['unit', '-sent_at'], name='duty_reports_of_unit'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.UniqueConstraint(models.F('case'), models.F('number'), name='one_report_of_a_place'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.UniqueConstraint(models.F('unit'), models.F('year'), models.F('issue'), name='one_report_of_an_issue'),
        ),
        migrations.AddIndex(
            model_name='shift',
            index=models.Index(fields=['unit', 'ends_at'], name='shifts_by_end'),
        ),
        migrations.AddConstraint(
            model_name='shift',
            constraint=models.UniqueConstraint(models.F('unit'), models.F('day'), models.F('half'), name='one_shift_of_a_half_day'),
        ),
        migrations.AddIndex(
            model_name='handover',
            index=models.Index(fields=['unit', '-written_at'], name='hand_overs_of_unit'),
        ),
        migrations.AddIndex(
            model_name='handover',
            index=models.Index(condition=models.Q(('acknowledged_at', None)), fields=['unit'], name='hand_overs_waiting'),
        ),
        migrations.AddIndex(
            model_name='dutyalarm',
            index=models.Index(condition=models.Q(('cleared_at', None)), fields=['unit'], name='duty_alarms_open'),
        ),
        migrations.RunSQL(
            TRIGGERS,
            "DROP TRIGGER duty_log_rows ON voice_dutylogentry; DROP TRIGGER duty_log_table ON voice_dutylogentry;",
        ),
    ]
