"""The desk of judicial orders: received, her counsel heard, the least delivered, she told."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amparo.cases.forms.protection import DeliverForm, OrderForm, OrderStepForm
from amparo.cases.forms.versioned import done
from amparo.cases.pages.orders import SHOWN, delivery_of, may_tell, orders_seen, steps_of
from amparo.cases.pages.sharing import desks_to_share_with
from amparo.cases.views.common import answer
from amparo.kernel import clock
from amparo.kernel.access.doors import reading, require
from amparo.kernel.access.middleware import ActorRequest
from amparo.persons.public import (
    LegalOrder,
    can_handle_orders,
    deliver_order,
    deliverable,
    move_order,
    note_told,
    receive_order,
)

RELATED = ("person", "receiver__organisation", "desk__organisation")


@require_GET
def listing(request: ActorRequest) -> HttpResponse:
    require(can_handle_orders, request.actor)
    with reading(request.actor) as door:
        orders = LegalOrder.objects.visible_to(request.actor, on=door.on)
        rows = orders_seen(door, orders.select_related(*RELATED)[:SHOWN])
    return answer(request, "orders", {"orders": rows})


@require_http_methods(["GET", "POST"])
def receive(request: ActorRequest) -> HttpResponse:
    require(can_handle_orders, request.actor)
    form = OrderForm.opened(request, desks=desks_to_share_with())
    made = list[LegalOrder]()
    if request.method == "POST" and done(form, lambda _g: made.append(_receive(request, form))):
        messages.success(request, _("Oficio anotado. Su equipo ya lo ve."))
        return redirect("protection:order", made[0].public_id)
    return answer(request, "order_new", {"form": form}, form)


def _receive(request: ActorRequest, form: OrderForm) -> LegalOrder:
    return receive_order(
        actor=request.actor,
        code_name=form.cleaned_data["code_name"],
        fields=form.said,
        on=clock.today(),
    )


@require_GET
def show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    return _page(request, public_id)


@require_POST
def move(request: ActorRequest, public_id: UUID, target: str) -> HttpResponse:
    order = _order(request, public_id)
    form = OrderStepForm(request.POST)

    def act(given: dict[str, Any]) -> None:
        move_order(
            actor=request.actor,
            order_id=order.pk,
            version=given["version"],
            target=target,
            reason=given["reason"],
            on=clock.today(),
        )

    if done(form, act):
        messages.success(request, _("Paso anotado."))
        return redirect("protection:order", public_id)
    return _page(request, public_id, step=form)


@require_POST
def deliver(request: ActorRequest, public_id: UUID) -> HttpResponse:
    order = _order(request, public_id)
    form = DeliverForm(request.POST, deliverable=deliverable(order))

    def act(given: dict[str, Any]) -> None:
        deliver_order(
            actor=request.actor,
            order_id=order.pk,
            version=given["version"],
            fields=given["delivered"],
            on=clock.today(),
        )

    if done(form, act):
        messages.success(request, _("Entregado: esa mesa ya ve esas partes, y solo esas."))
        return redirect("protection:order", public_id)
    return _page(request, public_id, delivery=form)


@require_POST
def told(request: ActorRequest, public_id: UUID) -> HttpResponse:
    order = _order(request, public_id)
    note_told(actor=request.actor, order_id=order.pk, on=clock.today())
    messages.success(request, _("Anotado: ella ya lo sabe."))
    return redirect("protection:order", public_id)


def _order(request: ActorRequest, public_id: UUID) -> LegalOrder:
    """Raises Http404 unless the actor may see it."""
    with reading(request.actor) as door:
        found = LegalOrder.objects.visible_to(request.actor, on=door.on)
        order = found.filter(public_id=public_id).select_related(*RELATED).first()
    if order is None:
        raise Http404
    return order


def _page(
    request: ActorRequest,
    public_id: UUID,
    step: OrderStepForm | None = None,
    delivery: DeliverForm | None = None,
) -> HttpResponse:
    order = _order(request, public_id)
    with reading(request.actor) as door:
        version = {"version": order.version}
        step = step or OrderStepForm(initial=version)
        delivery = delivery or DeliverForm(initial=version, deliverable=deliverable(order))
        context = {
            "order": orders_seen(door, [order])[0],
            "steps": steps_of(request.actor, order),
            "delivery": delivery_of(request.actor, order),
            "may_tell": may_tell(request.actor, order),
            "handles": can_handle_orders(request.actor),
            "step_form": step,
            "delivery_form": delivery,
        }
    return answer(request, "order", context, step, delivery)
