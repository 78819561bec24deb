"""Documents from outside (文档导入): Word files and pasted text become the HTML a body may hold."""
