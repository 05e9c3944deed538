# The API's description, to read.
api-docs-title = The shop's API
api-docs-what = For bots and sites. The description for programs:
api-docs-contents = Contents
api-docs-schemas = What is made of what
api-docs-problems = Refusals
api-docs-problems-what = A refusal comes as application/problem+json (RFC 9457); a program tells it by its type.
api-docs-scope = The key has to open
api-docs-parameters = Parameters
api-docs-required = required
api-docs-body = Body of the request
api-docs-example = Example
api-docs-answers = Answer
