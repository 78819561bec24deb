import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('portal', '0003_lists_to_write'),
    ]

    operations = [
        migrations.CreateModel(
            name='ExportToWrite',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('folder', models.CharField(max_length=120, unique=True, verbose_name='列表')),
                ('due_at', models.DateTimeField(verbose_name='应写时间')),
            ],
        ),
        migrations.CreateModel(
            name='ListedItem',
            fields=[
                ('item', models.BigIntegerField(primary_key=True, serialize=False, verbose_name='编号')),
                ('folders', models.TextField(verbose_name='列表')),
            ],
        ),
        migrations.CreateModel(
            name='PageEnd',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('folder', models.CharField(max_length=120, verbose_name='列表')),
                ('number', models.PositiveIntegerField(verbose_name='页')),
                ('at', models.DateTimeField(verbose_name='最后一条的发布时间')),
                ('item', models.BigIntegerField(verbose_name='最后一条的编号')),
            ],
            options={
                'indexes': [models.Index(fields=['folder', 'at', 'item'], name='page_end_place')],
                'constraints': [models.UniqueConstraint(fields=('folder', 'number'), name='one_end_a_page')],
            },
        ),
        migrations.AddField(
            model_name='sitefault',
            name='since',
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name='自'),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name='sitefault',
            name='at',
            field=models.DateTimeField(verbose_name='最近一次重试时间'),
        ),
        migrations.RemoveField(model_name='listtowrite', name='since_at'),
        migrations.RemoveField(model_name='listtowrite', name='since_id'),
        migrations.AlterField(
            model_name='listtowrite',
            name='folder',
            field=models.CharField(max_length=120, verbose_name='列表'),
        ),
        # What waited is written whole: no page of any list has an end yet.
        migrations.AddField(
            model_name='listtowrite',
            name='number',
            field=models.PositiveIntegerField(default=0, verbose_name='页'),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name='listtowrite',
            constraint=models.UniqueConstraint(fields=('folder', 'number'), name='a_page_is_asked_for_once'),
        ),
    ]
