"""The review of a report, its corrections and what became of last year's problems. Acts and former versions stay as they are."""

import django.db.models.deletion
from django.db import migrations, models

TRIGGERS = """
CREATE TRIGGER reporting_step_rows BEFORE UPDATE OR DELETE ON reporting_reportstep
    FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER reporting_former_rows BEFORE UPDATE OR DELETE ON reporting_formerreport
    FOR EACH ROW EXECUTE FUNCTION forbid_change();
"""
BACK = """
DROP TRIGGER reporting_former_rows ON reporting_formerreport;
DROP TRIGGER reporting_step_rows ON reporting_reportstep;
"""
PUBLISHED = "UPDATE reporting_annualreport SET published_version = 1 WHERE publication_id IS NOT NULL"


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0002_append_only'),
        ('reporting', '0002_evidence_of_a_return'),
    ]

    operations = [
        migrations.AddField(
            model_name='annualreport',
            name='admitted_by',
            field=models.CharField(blank=True, max_length=60, verbose_name='准予补报人'),
        ),
        migrations.AddField(
            model_name='annualreport',
            name='answers',
            field=models.JSONField(default=dict, verbose_name='上年问题的处理结果'),
        ),
        migrations.AddField(
            model_name='annualreport',
            name='checked_by',
            field=models.CharField(blank=True, max_length=60, verbose_name='审核人'),
        ),
        migrations.AddField(
            model_name='annualreport',
            name='correction_reason',
            field=models.CharField(blank=True, max_length=200, verbose_name='更正原因'),
        ),
        migrations.AddField(
            model_name='annualreport',
            name='published_version',
            field=models.PositiveIntegerField(default=0, verbose_name='已提交公布的版次'),
        ),
        migrations.AddField(
            model_name='annualreport',
            name='set_aside',
            field=models.JSONField(blank=True, null=True, verbose_name='更正前的编写内容'),
        ),
        migrations.AddField(
            model_name='annualreport',
            name='version',
            field=models.PositiveIntegerField(default=1, verbose_name='版次'),
        ),
        migrations.AddField(
            model_name='annualreport',
            name='writers',
            field=models.JSONField(default=list, verbose_name='编写人'),
        ),
        migrations.AlterField(
            model_name='annualreport',
            name='stage',
            field=models.CharField(choices=[('drafting', '编制中'), ('review', '待审核'), ('approval', '待审定'), ('filed', '已归档')], default='drafting', max_length=16, verbose_name='环节'),
        ),
        migrations.CreateModel(
            name='ReportStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(verbose_name='版次')),
                ('act', models.CharField(max_length=20, verbose_name='办理')),
                ('by', models.CharField(max_length=60, verbose_name='办理人')),
                ('post', models.CharField(max_length=200, verbose_name='岗位')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('remark', models.TextField(blank=True, verbose_name='意见')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='reporting.annualreport')),
            ],
            options={
                'verbose_name': '年度报告办理记录',
                'verbose_name_plural': '年度报告办理记录',
                'ordering': ['report', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='FormerReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='版次')),
                ('frozen', models.JSONField(verbose_name='归档内容')),
                ('frozen_sha256', models.CharField(max_length=64, verbose_name='归档摘要值')),
                ('filed_by', models.CharField(max_length=60, verbose_name='归档人')),
                ('filed_at', models.DateTimeField(verbose_name='归档时间')),
                ('ledger_index', models.BigIntegerField(null=True, verbose_name='账本序号')),
                ('replaced_at', models.DateTimeField(verbose_name='更正时间')),
                ('reason', models.CharField(max_length=200, verbose_name='更正原因')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='former', to='reporting.annualreport')),
            ],
            options={
                'verbose_name': '已更正的年度报告',
                'verbose_name_plural': '已更正的年度报告',
                'ordering': ['report', 'number'],
                'constraints': [models.UniqueConstraint(models.F('report'), models.F('number'), name='one_former_report_a_version')],
            },
        ),
        migrations.RunSQL(TRIGGERS, BACK),
        migrations.RunSQL(PUBLISHED, migrations.RunSQL.noop),
    ]
