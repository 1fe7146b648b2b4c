import json


def get_assert(output, context):
    return len(output) > context.get('config', {}).get('least', 3)


def named(output, context):
    return {'pass': output == context['vars']['expected'], 'score': 0.25, 'reason': 'named'}


def snake(output, context):
    return {'pass_': True, 'score': 0.75, 'reason': 'snake', 'named_scores': {'tone': 0.5}, 'component_results': [{'pass_': True, 'score': 1.0, 'reason': 'one'}]}


def without_reason(output, context):
    return {'pass': True, 'score': 0.5}


def without_pass(output, context):
    return {'score': 0.5, 'reason': 'r'}


def without_score(output, context):
    return {'pass': True, 'reason': 'r'}


def failing(output, context):
    return {'pass': False, 'score': 0.9, 'reason': 'r'}


def number(output, context):
    return 0.5


def integer(output, context):
    return 2


def zero(output, context):
    return 0


def text_true(output, context):
    return 'true'


def text(output, context):
    return 'yes'


def nothing(output, context):
    return None


def listed(output, context):
    return [True]


def throws(output, context):
    raise ValueError('on purpose')


def upper(output, context):
    return output.upper()


def as_object(output, context):
    return {'text': output}


def get_transform(output, context):
    return output + '!'


async def waits(output, context):
    return True
