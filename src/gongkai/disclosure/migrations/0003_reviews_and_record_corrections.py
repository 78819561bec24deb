import django.db.models.deletion
import gongkai.cases.personal
from django.db import migrations, models
from django.utils import timezone
from gongkai.cases import numbers
from gongkai.disclosure.remedy_procedures import procedure_of
from gongkai.ledger.actions import record_fact
from gongkai.ledger.subjects import kinds



def open_cases(apps, schema_editor):
    """Give each remedy entered so far a case of its own, and let the ledger follow it there."""
    case_model, event_model = apps.get_model('cases', 'Case'), apps.get_model('cases', 'CaseEvent')
    proven = {kind.name: kind for kind in kinds()}
    at = timezone.now()
    for remedy in apps.get_model('disclosure', 'Remedy').objects.select_related('request__unit').order_by('pk'):
        procedure, year = procedure_of(remedy.kind), remedy.accepted_on.year
        stage = 'decided' if remedy.decided_on else 'awaiting'
        remedy.case = case_model.objects.create(
            number=procedure.number_pattern.format(year=year, serial=numbers.take(f'{procedure.key}/{year}')),
            procedure=procedure.key, procedure_version=procedure.version, unit=remedy.request.unit,
            title=remedy.request.title, channel='notice', stage=stage, arrived_at=at, received_on=remedy.accepted_on,
            outcome=remedy.result if remedy.decided_on else '', parent=remedy.request, events_count=1,
        )
        remedy.notified_on = remedy.accepted_on
        remedy.save()
        event_model.objects.create(
            case=remedy.case, seq=1, action='notify', at=at, happened_on=remedy.accepted_on, actor_name='平台',
            actor_post='系统', from_stage='', to_stage=stage, note='由原登记转为办件',
        )
        number, unit = remedy.case.number, remedy.request.unit.code
        record_fact(
            f'case/{remedy.case.pk}', f'{procedure.key}.notify', at=at, by='平台', unit=unit,
            data={'number': number, 'stage': stage, 'seq': 1}, state=proven['case'].digest(remedy.case),
        )
        record_fact(
            f'remedy/{remedy.pk}', 'remedy.moved', at=at, by='平台', unit=unit, data={'case': number},
            state=proven['remedy'].digest(remedy),
        )


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0003_history_is_append_only'),
        ("disclosure", "0002_whole_procedure"),
        ('ledger', '0003_every_insert_appends'),
    ]

    operations = [
        migrations.CreateModel(
            name='OfficeDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('procedure', models.CharField(max_length=16, verbose_name='程序')),
                ('decision', models.CharField(max_length=40, verbose_name='决定')),
                ('column', models.CharField(max_length=16, verbose_name='计入')),
                ('since', models.DateField(verbose_name='自')),
                ('source', models.CharField(max_length=200, verbose_name='依据')),
                ('entered_by', models.CharField(max_length=60, verbose_name='录入人')),
            ],
            options={
                'verbose_name': '决定与表四的对应',
                'verbose_name_plural': '决定与表四的对应',
                'ordering': ['procedure', 'decision', 'since', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='OfficePeriod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=40, verbose_name='期限')),
                ('period', models.CharField(max_length=20, verbose_name='时间')),
                ('since', models.DateField(verbose_name='自')),
                ('source', models.CharField(max_length=200, verbose_name='依据')),
                ('entered_by', models.CharField(max_length=60, verbose_name='录入人')),
            ],
            options={
                'verbose_name': '期限',
                'verbose_name_plural': '期限',
                'ordering': ['key', 'since', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='RecordCorrection',
            fields=[
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='correction', serialize=False, to='cases.case')),
                ('name', models.CharField(max_length=100, verbose_name='姓名或单位名称')),
                ('id_type', models.CharField(choices=[('id_card', '居民身份证'), ('passport', '护照'), ('uscc', '统一社会信用代码证'), ('other', '其他有效证件')], max_length=16, verbose_name='身份证明')),
                ('id_number', gongkai.cases.personal.EncryptedTextField(verbose_name='证件号码')),
                ('phone', gongkai.cases.personal.EncryptedTextField(blank=True, verbose_name='联系电话')),
                ('email', gongkai.cases.personal.EncryptedTextField(blank=True, verbose_name='电子邮箱')),
                ('postal_address', gongkai.cases.personal.EncryptedTextField(blank=True, verbose_name='通信地址')),
                ('record', models.CharField(max_length=200, verbose_name='要求更正的政府信息')),
                ('wrong', gongkai.cases.personal.EncryptedTextField(verbose_name='不准确的内容')),
                ('right', gongkai.cases.personal.EncryptedTextField(verbose_name='应当如何记录')),
                ('evidence', gongkai.cases.personal.EncryptedTextField(verbose_name='证据')),
                ('form_token', models.CharField(blank=True, max_length=64, null=True, unique=True)),
                ('verification', models.TextField(blank=True, verbose_name='核实情况')),
                ('result', models.CharField(blank=True, choices=[('corrected', '予以更正'), ('forwarded', '转送有权机关'), ('directed', '告知向有权机关提出'), ('refused', '不予更正'), ('withdrawn', '申请人撤回')], max_length=16, verbose_name='处理结果')),
                ('wording', gongkai.cases.personal.EncryptedTextField(blank=True, verbose_name='更正后的内容')),
                ('organ', models.CharField(blank=True, max_length=200, verbose_name='有权机关及联系方式')),
                ('reasons', models.TextField(blank=True, verbose_name='理由')),
                ('drafted_by', models.CharField(blank=True, max_length=60, verbose_name='拟办人')),
                ('approved_by', models.CharField(blank=True, max_length=60, verbose_name='审批人')),
            ],
            options={
                'verbose_name': '政府信息更正申请',
                'verbose_name_plural': '政府信息更正申请',
            },
        ),
        migrations.RenameField(model_name='remedy', old_name='case', new_name='request'),
        migrations.AddField(
            model_name='remedy',
            name='case',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='remedy', to='cases.case', verbose_name='办件'),
        ),
        migrations.AddField(
            model_name='remedy',
            name='notified_on',
            field=models.DateField(null=True, verbose_name='收到申请书（起诉状）副本之日'),
        ),
        migrations.AddField(
            model_name='remedy',
            name='claims',
            field=models.TextField(blank=True, verbose_name='请求和理由'),
        ),
        migrations.AddField(
            model_name='remedy',
            name='decision_number',
            field=models.CharField(blank=True, max_length=60, verbose_name='决定书（裁判文书）编号'),
        ),
        migrations.AddField(
            model_name='remedy',
            name='hearing_on',
            field=models.DateField(blank=True, null=True, verbose_name='听证（开庭）日期'),
        ),
        migrations.AddField(
            model_name='remedy',
            name='hearing_place',
            field=models.CharField(blank=True, max_length=100, verbose_name='听证（开庭）地点'),
        ),
        migrations.AddField(
            model_name='remedy',
            name='implement_by',
            field=models.DateField(blank=True, null=True, verbose_name='履行期限'),
        ),
        migrations.AddField(
            model_name='remedy',
            name='implemented_on',
            field=models.DateField(blank=True, null=True, verbose_name='履行日期'),
        ),
        migrations.AddField(
            model_name='remedy',
            name='instance',
            field=models.CharField(choices=[('first', '一审'), ('second', '二审')], default='first', max_length=8, verbose_name='审级'),
        ),
        migrations.AddField(
            model_name='remedy',
            name='orders_reply',
            field=models.BooleanField(default=False, verbose_name='责令重新答复'),
        ),
        migrations.AddField(
            model_name='remedy',
            name='simplified',
            field=models.BooleanField(default=False, verbose_name='适用简易程序'),
        ),
        migrations.AddField(
            model_name='request',
            name='counted_on',
            field=models.DateField(blank=True, null=True, verbose_name='计入统计的办结日期'),
        ),
        migrations.AddField(
            model_name='request',
            name='counted_outcome',
            field=models.CharField(blank=True, max_length=32, verbose_name='计入统计的办理结果'),
        ),
        migrations.AlterField(
            model_name='remedy',
            name='body',
            field=models.CharField(max_length=100, verbose_name='复议机关或者法院'),
        ),
        migrations.CreateModel(
            name='Lesson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('wrong', models.TextField(verbose_name='问题')),
                ('change', models.TextField(verbose_name='整改措施')),
                ('due_on', models.DateField(verbose_name='完成期限')),
                ('entered_by', models.CharField(max_length=60, verbose_name='录入人')),
                ('entered_on', models.DateField(verbose_name='录入日期')),
                ('done_on', models.DateField(blank=True, null=True, verbose_name='完成日期')),
                ('done', models.TextField(blank=True, verbose_name='完成情况')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lessons', to='cases.case', verbose_name='复议诉讼')),
            ],
            options={
                'verbose_name': '案后整改',
                'verbose_name_plural': '案后整改',
                'ordering': ['case', 'pk'],
            },
        ),
        migrations.RunPython(open_cases, migrations.RunPython.noop),
        migrations.RunSQL('SET CONSTRAINTS ALL IMMEDIATE', migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='remedy',
            name='case',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='remedy', to='cases.case', verbose_name='办件'),
        ),
        migrations.AlterField(
            model_name='remedy',
            name='notified_on',
            field=models.DateField(verbose_name='收到申请书（起诉状）副本之日'),
        ),
    ]
