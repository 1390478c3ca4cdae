-- Second factors, sealed under the officer's own secret.

-- +goose Up

ALTER TABLE officers ADD COLUMN factors BLOB;
