-- By the digest of a short secret test, whoever reads the table finds the test by trying; nothing reads it.
alter table testcases drop column input_sha256;
