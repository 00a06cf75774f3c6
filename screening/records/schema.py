"""The tables of a record store: one script for each version, oldest first. Scripts are only ever added."""

from __future__ import annotations

TABLES = """
create table meta (name text primary key, value text not null) without rowid;
create table held (hash text primary key, name text not null, source text not null) without rowid;
create table client (number integer primary key, code text not null unique, utc text not null, ahead integer not null,
  keep_until text not null, sittings integer not null);
create table wording (version text primary key, text text not null) without rowid;
create table consent (client integer not null, number integer not null, version text not null, utc text not null,
  ahead integer not null, by text not null, primary key (client, number)) without rowid;
create table sitting (client integer not null, number integer not null, held text not null, way text not null,
  interpreter integer not null, paper integer not null, took_on text not null, utc text not null,
  ahead integer not null, by text not null, corrects integer, primary key (client, number)) without rowid;
create table event (client integer not null, sitting integer not null, number integer not null, utc text not null,
  ahead integer not null, body text not null, primary key (client, sitting, number)) without rowid;
create table note (client integer not null, number integer not null, utc text not null, ahead integer not null,
  by text not null, text text not null, primary key (client, number)) without rowid;
create table entry (number integer primary key, utc text not null, ahead integer not null, by text not null,
  what text not null, client integer, sitting integer, link text not null);
insert into meta values ('id', lower(hex(randomblob(16))));
"""
# What a clinic has to show: which copy was made and why, refusals, signatures on paper, struck notes, imports.
CLINIC = """
alter table entry add column form text not null default '';
alter table entry add column reason text not null default '';
alter table consent add column decision text not null default 'given';
alter table consent add column signed text not null default '';
alter table note add column sitting integer;
alter table note add column struck_utc text not null default '';
alter table note add column struck_ahead integer not null default 0;
alter table note add column struck_by text not null default '';
alter table sitting add column imported integer not null default 0;
alter table sitting add column reason text not null default '';
create table draft (client integer not null, by text not null, sitting integer, text text not null,
  primary key (client, by)) without rowid;
"""
# What a counselor adds about a sitting and a client, and for each sitting what a list of clients shows of it.
FOLLOW_UP = """
create table looked (client integer not null, number integer not null, sitting integer not null, flags text not null,
  utc text not null, ahead integer not null, by text not null, text text not null,
  primary key (client, number)) without rowid;
create table due (client integer not null, number integer not null, day text not null, utc text not null,
  ahead integer not null, by text not null, primary key (client, number)) without rowid;
create table summary (client integer not null, sitting integer not null, events integer not null,
  program text not null, body text not null, primary key (client, sitting)) without rowid;
"""
# How a mean is rounded where the text of a questionnaire does not say: half-even until there was this column.
ROUNDING = """
alter table held add column rounding text not null default 'half-even';
"""
# Who can open the store with a passphrase of their own, and the key that it makes.
KEYS = """
create table holder (initials text primary key, secret text not null, salt text not null) without rowid;
"""
STEPS = (TABLES, CLINIC, FOLLOW_UP, ROUNDING, KEYS)
